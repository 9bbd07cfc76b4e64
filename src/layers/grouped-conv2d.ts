/**
 * Grouped convolution as a layer.
 * Krizhevsky, Sutskever, Hinton (2012), section 3.5.
 * As in the paper: each group of filters reads only its own group of channels.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {checkOptions} from '../core/check-options';
import {toSize, windowOutput, type Padding} from '../core/shapes';
import {AlexNetError} from '../errors';
import {checkGroups, checkWindow, checkWindowFits, groupedConv2d as convolve} from '../ops/grouped-conv2d';
import {CONVOLUTION_OPTIONS} from './convolution-options';
import {singleShape} from './layer-args';

type Conv2DArgs = Parameters<typeof tfl.layers.conv2d>[0];

/** Arguments of {@link GroupedConv2D}: those of `tf.layers.conv2d`, `groups`, and a number of pixels as `padding`. */
export type GroupedConv2DArgs = Omit<Conv2DArgs, 'padding'> & {
  /** Number of groups; divides the input channels and `filters`. Default 1. */
  groups?: number;
  /** 'valid', 'same', or pixels on each side. Default 'valid'. */
  padding?: Padding;
};

/** An activation of tfjs. */
interface ActivationFields {
  /** Applies the activation to a tensor. */
  apply: (x: tf.Tensor) => tf.Tensor;
  /** Name of the activation in a saved model. */
  getClassName: () => string;
}

/** The fields of tfjs's Conv2D that its declarations hide. */
interface Conv2DFields {
  filters: number;
  kernelSize: number[];
  strides: number[];
  dilationRate: number | number[];
  useBias: boolean;
  kernel: tfl.LayerVariable;
  bias?: tfl.LayerVariable | null;
  activation: ActivationFields | null;
}

/** tfjs-layers exports the factory of its Conv2D, not the class; the named layer here is never used. */
const Conv2D = tfl.layers.conv2d({name: 'grouped_conv2d_base', filters: 1, kernelSize: 1})
  .constructor as unknown as new (args: Conv2DArgs) => tfl.layers.Layer & Conv2DFields;

/**
 * Grouped convolution, whose channels are split into groups: everything that `tf.layers.conv2d` takes, and `groups`.
 *
 *     y[.., g·O + o] = activation(Σ x[.., g·C + c] · kernel[i, j, c, g·O + o] + bias[g·O + o])
 *
 * Shapes: [batch, height, width, channels] in, [batch, outHeight, outWidth, filters] out; kernel [kernelHeight,
 * kernelWidth, channels / groups, filters].
 *
 * Pitfall: the fan-in of an initializer is that of one group, kernelHeight · kernelWidth · channels / groups.
 *
 * @example
 * const conv2 = groupedConv2d({filters: 256, kernelSize: 5, padding: 'same', groups: 2, activation: 'relu'});
 * conv2.apply(tf.zeros([1, 27, 27, 96])); // [1, 27, 27, 256]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 3.5.
 */
export class GroupedConv2D extends Conv2D {
  /** Name under which models are saved. */
  static readonly className = 'GroupedConv2D';
  /** Number of groups. */
  readonly groups: number;
  /** 'valid', 'same', or pixels on each side. */
  readonly border: Padding;

  constructor(args: GroupedConv2DArgs) {
    checkOptions('GroupedConv2D', args, CONVOLUTION_OPTIONS, '{filters: 256, kernelSize: 5, groups: 2}');
    const {groups = 1, padding = 'valid', ...rest} = args;
    checksFor(`GroupedConv2D${args.name === undefined ? '' : ` "${args.name}"`}`).integer(
      'filters',
      args.filters,
      1,
    );
    // This class handles the padding itself: shape, call and config below do not use that of the base class.
    super({...rest, padding: 'valid'});
    const where = `GroupedConv2D "${this.name}"`;
    const check = checksFor(where);
    this.groups = check.integer('groups', groups, 1);
    check.divisible('filters', this.filters, 'groups', groups, `set groups to a divisor of ${this.filters}`);
    this.kernelSize.forEach(length => check.integer('kernelSize', length, 1));
    checkWindow(where, {strides: this.strides, padding, dilations: this.dilationRate});
    this.border = padding;
    if (args.dataFormat === 'channelsFirst') {
      throw new AlexNetError({
        code: 'unsupported',
        where,
        problem: 'channels must come last.',
        expected: "dataFormat: 'channelsLast'",
        received: "dataFormat: 'channelsFirst'",
        fix: 'leave dataFormat out and pass [batch, height, width, channels]',
      });
    }
  }

  /** Makes kernel [kernelHeight, kernelWidth, channels / groups, filters] and bias [filters]. */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = singleShape(inputShape);
    const channels = shape[3];
    if (shape.length !== 4 || typeof channels !== 'number') {
      throw new AlexNetError({
        code: 'bad-shape',
        where: `GroupedConv2D "${this.name}"`,
        problem: 'the input is not a batch of images.',
        expected: '[batch, height, width, channels] with a known number of channels',
        received: show(shape),
        fix: 'set inputShape: [height, width, channels] on the first layer',
      });
    }
    const where = `GroupedConv2D "${this.name}"`;
    checkGroups(where, shape, channels, this.filters, this.groups);
    checkWindowFits(where, shape, this.computeOutputShape(shape).slice(1, 3), this.kernelSize);
    super.build([...shape.slice(0, 3), channels / this.groups]);
    this.inputSpec = [new tfl.InputSpec({ndim: 4, axes: {3: channels}})];
  }

  /** Returns [batch, outHeight, outWidth, filters]. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch = null, ...size] = singleShape(inputShape);
    const dilation = toSize(this.dilationRate);
    const out = [0, 1].map(i => {
      const length = size[i] ?? null;
      return length === null
        ? null
        : windowOutput(length, this.kernelSize[i] ?? 1, this.strides[i] ?? 1, this.border, dilation[i]);
    });
    return [batch, ...out, this.filters];
  }

  /** Convolves one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      const bias = this.useBias ? this.bias?.read() : undefined;
      // The most common activation runs in the same pass where the backend supports that.
      const relu = this.activation?.getClassName() === 'relu';
      const y = convolve(x as tf.Tensor4D, this.kernel.read() as tf.Tensor4D, {
        strides: this.strides,
        padding: this.border,
        dilations: this.dilationRate,
        groups: this.groups,
        name: this.name,
        ...(bias === undefined ? {} : {bias: bias as tf.Tensor1D}),
        activation: relu ? 'relu' : 'linear',
      });
      return this.activation === null || relu ? y : this.activation.apply(y);
    });
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), groups: this.groups, padding: this.border};
  }
}

/** Makes a {@link GroupedConv2D} layer. */
export function groupedConv2d(args: GroupedConv2DArgs): GroupedConv2D {
  return new GroupedConv2D(args);
}
