/**
 * Grouped convolution over sequences as a layer.
 * PyTorch's `Conv1d` with `groups`; `tf.layers.conv1d` has none.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {checkOptions} from '../core/check-options';
import {windowOutput, type Padding} from '../core/shapes';
import {AlexNetError} from '../errors';
import {checkGroups, checkWindow, checkWindowFits, groupedConv2d} from '../ops/grouped-conv2d';
import {CONVOLUTION_OPTIONS} from './convolution-options';
import {singleShape} from './layer-args';

type Conv1DArgs = Parameters<typeof tfl.layers.conv1d>[0];

/** Arguments of {@link GroupedConv1D}: those of `tf.layers.conv1d`, `groups`, and a number of steps as `padding`. */
export type GroupedConv1DArgs = Omit<Conv1DArgs, 'padding' | 'dataFormat'> & {
  /** Number of groups; divides the input channels and `filters`. Default 1. */
  groups?: number;
  /** 'valid', 'same', or steps on each side. Default 'valid'. */
  padding?: Padding;
};

/** An activation of tfjs. */
interface ActivationFields {
  /** Applies the activation to a tensor. */
  apply: (x: tf.Tensor) => tf.Tensor;
}

/** The fields of tfjs's Conv1D that its declarations hide. */
interface Conv1DFields {
  filters: number;
  kernelSize: number[];
  strides: number[];
  dilationRate: number | number[];
  dataFormat: string;
  useBias: boolean;
  kernel: tfl.LayerVariable;
  bias?: tfl.LayerVariable | null;
  activation: ActivationFields | null;
}

/** tfjs-layers exports the factory, not the class; the named layer here is never used. */
const Conv1D = tfl.layers.conv1d({name: 'grouped_conv1d_base', filters: 1, kernelSize: 1})
  .constructor as unknown as new (args: Conv1DArgs) => tfl.layers.Layer & Conv1DFields;

/**
 * Grouped convolution over sequences: everything that `tf.layers.conv1d` takes, and `groups`.
 *
 *     y[.., g·O + o] = activation(Σ x[.., g·C + c] · kernel[i, c, g·O + o] + bias[g·O + o])
 *
 * Shapes: [batch, steps, channels] in, [batch, outSteps, filters] out; kernel [kernelSize, channels / groups, filters].
 *
 * @example
 * const conv = groupedConv1d({filters: 8, kernelSize: 3, padding: 'same', groups: 4});
 * conv.apply(tf.zeros([1, 100, 4])); // [1, 100, 8]
 */
export class GroupedConv1D extends Conv1D {
  /** Name under which models are saved. */
  static readonly className = 'GroupedConv1D';
  /** Number of groups. */
  readonly groups: number;
  /** 'valid', 'same', or steps on each side. */
  readonly border: Padding;

  constructor(args: GroupedConv1DArgs) {
    checkOptions('GroupedConv1D', args, CONVOLUTION_OPTIONS, '{filters: 8, kernelSize: 3, groups: 2}');
    const {groups = 1, padding = 'valid', ...rest} = args;
    super({...rest, padding: 'valid'});
    const where = `GroupedConv1D "${this.name}"`;
    const check = checksFor(where);
    check.integer('filters', this.filters, 1);
    this.groups = check.integer('groups', groups, 1);
    check.divisible('filters', this.filters, 'groups', groups, `set groups to a divisor of ${this.filters}`);
    check.oneOf('dataFormat', this.dataFormat, ['channelsLast']);
    check.integer('kernelSize', this.kernelSize[0], 1);
    const [strides, dilations] = [this.strides[0] ?? 1, this.#dilation];
    checkWindow(where, {strides, padding, dilations});
    this.border = padding;
  }

  get #dilation(): number {
    return Array.isArray(this.dilationRate) ? (this.dilationRate[0] ?? 1) : this.dilationRate;
  }

  /** Makes kernel [kernelSize, channels / groups, filters] and bias [filters]. */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = singleShape(inputShape);
    const channels = shape[2];
    const where = `GroupedConv1D "${this.name}"`;
    if (shape.length !== 3 || typeof channels !== 'number') {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'the input is not a batch of sequences.',
        expected: '[batch, steps, channels] with a known number of channels',
        received: show(shape),
        fix: 'set inputShape: [steps, channels] on the first layer',
      });
    }
    checkGroups(where, shape, channels, this.filters, this.groups);
    checkWindowFits(where, shape, this.computeOutputShape(shape).slice(1, 2), this.kernelSize);
    super.build([...shape.slice(0, 2), channels / this.groups]);
    this.inputSpec = [new tfl.InputSpec({ndim: 3, axes: {2: channels}})];
  }

  /** Returns [batch, outSteps, filters]. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch = null, steps = null] = singleShape(inputShape);
    const [size = 1, stride = 1] = [this.kernelSize[0], this.strides[0]];
    const outSteps = steps === null ? null : windowOutput(steps, size, stride, this.border, this.#dilation);
    return [batch, outSteps, this.filters];
  }

  /** Convolves one tensor, as an image of one row. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor3D];
      const {border} = this;
      // A number of pixels would stand above and below the row too.
      const padded =
        typeof border === 'number' && border > 0
          ? tf.pad(x, [
              [0, 0],
              [border, border],
              [0, 0],
            ])
          : x;
      const y = groupedConv2d(tf.expandDims(padded, 1), tf.expandDims(this.kernel.read(), 0), {
        strides: [1, this.strides[0] ?? 1],
        padding: typeof border === 'number' ? 'valid' : border,
        dilations: [1, this.#dilation],
        groups: this.groups,
        name: this.name,
      });
      const row = tf.squeeze(y, [1]);
      const bias = this.useBias ? this.bias?.read() : undefined;
      const biased = bias === undefined ? row : tf.add(row, bias);
      return this.activation?.apply(biased) ?? biased;
    });
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), groups: this.groups, padding: this.border};
  }
}

/** Makes a {@link GroupedConv1D} layer. */
export function groupedConv1d(args: GroupedConv1DArgs): GroupedConv1D {
  return new GroupedConv1D(args);
}
