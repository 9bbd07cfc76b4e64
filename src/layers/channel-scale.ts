/**
 * A learned factor and shift per channel as a layer.
 * Caffe (Jia et al., 2014), ScaleLayer; the trainable coefficients of LeNet-5’s subsampling (LeCun et al., 1998).
 * Caffe’s BatchNorm layer has neither of the two; this layer follows it.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {show} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {AlexNetError} from '../errors';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments of {@link ChannelScale}. */
export type ChannelScaleArgs = NonNullable<LayerArgs> & {
  /** False leaves the factor out. Default true. */
  useScale?: boolean;
  /** False leaves the shift out. Default true. */
  useBias?: boolean;
};

const OPTIONS: KnownOptions<ChannelScaleArgs> = {...LAYER_OPTIONS, useScale: true, useBias: true};

/**
 * Multiplies each channel by a factor of its own and adds a shift.
 *
 *     y[.., c] = gamma[c] · x[.., c] + beta[c]
 *
 * Shapes: [batch, …, channels] in, the same out; weights gamma [channels], which start at 1, and beta [channels], at 0.
 *
 * @example
 * channelScale({name: 'scale1'}).apply(tf.ones([1, 8, 8, 16])); // weights scale1/gamma and scale1/beta
 */
export class ChannelScale extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'ChannelScale';
  /** Whether there is a factor. */
  readonly useScale: boolean;
  /** Whether there is a shift. */
  readonly useBias: boolean;
  private gamma: tfl.LayerVariable | undefined;
  private beta: tfl.LayerVariable | undefined;

  constructor(args: ChannelScaleArgs = {}) {
    super(checkOptions('ChannelScale', args, OPTIONS, '{useBias: true}'));
    const {useScale = true, useBias = true} = args;
    this.useScale = useScale;
    this.useBias = useBias;
  }

  /** Makes gamma and beta. */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const channels = shape[shape.length - 1];
    if (shape.length < 2 || typeof channels !== 'number') {
      throw new AlexNetError({
        code: 'bad-shape',
        where: `ChannelScale "${this.name}"`,
        problem: 'the number of channels is not known.',
        expected: '[batch, …, channels] with a known last axis',
        received: show(shape),
        fix: 'set inputShape on the first layer',
      });
    }
    if (this.useScale) {
      this.gamma = this.addWeight('gamma', [channels], 'float32', tfl.initializers.ones());
    }
    if (this.useBias) {
      this.beta = this.addWeight('beta', [channels], 'float32', tfl.initializers.zeros());
    }
    this.built = true;
  }

  /** Returns the shape of the input. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  /** Scales one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor];
      const scaled = this.gamma === undefined ? x : tf.mul(x, this.gamma.read());
      return this.beta === undefined ? tf.clone(scaled) : tf.add(scaled, this.beta.read());
    });
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {useScale, useBias} = this;
    return {...super.getConfig(), useScale, useBias};
  }
}

/** Makes a {@link ChannelScale} layer. */
export function channelScale(args: ChannelScaleArgs = {}): ChannelScale {
  return new ChannelScale(args);
}
