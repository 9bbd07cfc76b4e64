/**
 * Transposed convolution with groups, dilation and a cut output.
 * Caffe's Deconvolution, ONNX's ConvTranspose, PyTorch's ConvTranspose2d.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {checkOptions} from '../core/check-options';
import {toSize} from '../core/shapes';
import {AlexNetError} from '../errors';
import {checkGroups, checkWindow} from '../ops/grouped-conv2d';
import {NO_CROPPING, transposedConv2d, transposedOutput, type Cropping} from '../ops/transposed-conv2d';
import {CONVOLUTION_OPTIONS} from './convolution-options';
import {singleShape} from './layer-args';

type Conv2DArgs = Parameters<typeof tfl.layers.conv2d>[0];

/** Arguments of {@link GroupedConv2DTranspose}: those of `tf.layers.conv2dTranspose`, `groups` and `cropping`. */
export type GroupedConv2DTransposeArgs = Omit<Conv2DArgs, 'padding' | 'dataFormat'> & {
  /** Number of groups; divides the input channels and `filters`. Default 1. */
  groups?: number;
  /** Pixels cut off the output, [[above, below], [left, right]]; a negative number adds pixels. Default none. */
  cropping?: Cropping;
};

type Initializer = ReturnType<typeof tfl.initializers.zeros>;
type Regularizer = ReturnType<typeof tfl.regularizers.l2>;
type Constraint = ReturnType<typeof tfl.constraints.nonNeg>;

/** The fields of tfjs's Conv2DTranspose that its declarations hide. */
interface Conv2DTransposeFields {
  filters: number;
  kernelSize: number[];
  strides: number[];
  dilationRate: number | number[];
  useBias: boolean;
  kernel: tfl.LayerVariable;
  bias?: tfl.LayerVariable | null;
  activation: {apply: (x: tf.Tensor) => tf.Tensor} | null;
  kernelInitializer: Initializer;
  kernelRegularizer: Regularizer;
  kernelConstraint: Constraint;
  biasInitializer: Initializer;
  biasRegularizer: Regularizer;
  biasConstraint: Constraint;
}

/** tfjs-layers exports the factory, not the class; the named layer here is never used. */
const Conv2DTranspose = tfl.layers.conv2dTranspose({
  name: 'grouped_conv2d_transpose_base',
  filters: 1,
  kernelSize: 1,
}).constructor as unknown as new (args: Conv2DArgs) => tfl.layers.Layer & Conv2DTransposeFields;

/**
 * Transposed convolution, whose channels may be split into groups: each pixel of the input adds the kernel, times its
 * value, to the output.
 *
 *     y[s·h + d·i, s·w + d·j, g·O + o] += Σ x[h, w, g·C + c] · kernel[i, j, o, g·C + c]
 *
 * Shapes: [batch, height, width, channels] in, [batch, outHeight, outWidth, filters] out; kernel [kernelHeight,
 * kernelWidth, filters / groups, channels].
 */
export class GroupedConv2DTranspose extends Conv2DTranspose {
  /** Name under which models are saved. */
  static readonly className = 'GroupedConv2DTranspose';
  /** Number of groups. */
  readonly groups: number;
  /** Pixels cut off the output. */
  readonly cropping: Cropping;

  constructor(args: GroupedConv2DTransposeArgs) {
    checkOptions(
      'GroupedConv2DTranspose',
      args,
      {...CONVOLUTION_OPTIONS, cropping: true},
      '{filters: 8, kernelSize: 4, strides: 2}',
    );
    const {groups = 1, cropping = NO_CROPPING, ...rest} = args;
    super({...rest, padding: 'valid'});
    const where = `GroupedConv2DTranspose "${this.name}"`;
    const check = checksFor(where);
    this.groups = check.integer('groups', groups, 1);
    check.divisible('filters', this.filters, 'groups', groups, `set groups to a divisor of ${this.filters}`);
    this.kernelSize.forEach(length => check.integer('kernelSize', length, 1));
    checkWindow(where, {strides: this.strides, padding: 'valid', dilations: this.dilationRate});
    cropping.flat().forEach(pixels => check.integer('cropping', pixels, -Infinity));
    this.cropping = cropping;
  }

  /** Makes kernel [kernelHeight, kernelWidth, filters / groups, channels] and bias [filters]. */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = singleShape(inputShape);
    const channels = shape[3];
    const where = `GroupedConv2DTranspose "${this.name}"`;
    if (shape.length !== 4 || typeof channels !== 'number') {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'the input is not a batch of images.',
        expected: '[batch, height, width, channels] with a known number of channels',
        received: show(shape),
        fix: 'set inputShape: [height, width, channels] on the first layer',
      });
    }
    checkGroups(where, shape, channels, this.filters, this.groups);
    const out = this.computeOutputShape(shape).slice(1, 3);
    if (out.some(length => length !== null && length < 1)) {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'nothing is left of the output.',
        expected: 'an output of at least 1 × 1',
        received: `cropping ${show(this.cropping)}, input shape ${show(shape)}`,
        fix: 'cut fewer pixels off',
      });
    }
    this.kernel = this.addWeight(
      'kernel',
      [...this.kernelSize, this.filters / this.groups, channels],
      'float32',
      this.kernelInitializer,
      this.kernelRegularizer,
      true,
      this.kernelConstraint,
    );
    if (this.useBias) {
      this.bias = this.addWeight(
        'bias',
        [this.filters],
        'float32',
        this.biasInitializer,
        this.biasRegularizer,
        true,
        this.biasConstraint,
      );
    }
    this.inputSpec = [new tfl.InputSpec({ndim: 4, axes: {3: channels}})];
    this.built = true;
  }

  /** Returns [batch, outHeight, outWidth, filters]. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch = null, ...size] = singleShape(inputShape);
    const dilation = toSize(this.dilationRate);
    const out = [0, 1].map(i => {
      const length = size[i] ?? null;
      const [before, behind] = this.cropping[i] ?? [0, 0];
      return length === null
        ? null
        : transposedOutput(length, this.kernelSize[i] ?? 1, this.strides[i] ?? 1, dilation[i] ?? 1) -
            before -
            behind;
    });
    return [batch, ...out, this.filters];
  }

  /** Spreads one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      const linear = transposedConv2d(x as tf.Tensor4D, this.kernel.read() as tf.Tensor4D, {
        strides: this.strides,
        dilations: this.dilationRate,
        groups: this.groups,
        cropping: this.cropping,
        name: this.name,
      });
      const bias = this.useBias ? this.bias?.read() : undefined;
      const y = bias === undefined ? linear : tf.add(linear, bias);
      return this.activation?.apply(y) ?? y;
    });
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      dilationRate: this.dilationRate,
      groups: this.groups,
      cropping: this.cropping.map(sides => [...sides]),
    };
  }
}

/** Makes a {@link GroupedConv2DTranspose} layer. */
export function groupedConv2dTranspose(args: GroupedConv2DTransposeArgs): GroupedConv2DTranspose {
  return new GroupedConv2DTranspose(args);
}
