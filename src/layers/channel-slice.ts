/**
 * Some of the channels as a layer.
 * Caffe (Jia et al., 2014), SliceLayer.
 * tfjs-layers has no layer that takes a tensor apart.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments of {@link ChannelSlice}. */
export type ChannelSliceArgs = NonNullable<LayerArgs> & {
  /** First channel that is kept. Default 0. */
  begin?: number;
  /** Number of channels that are kept. */
  size: number;
};

const OPTIONS: KnownOptions<ChannelSliceArgs> = {...LAYER_OPTIONS, begin: true, size: true};

/**
 * Returns consecutive channels.
 *
 * Shapes: [batch, …, channels] in, [batch, …, size] out. No weights.
 *
 * @example
 * channelSlice({begin: 3, size: 5}).apply(tf.ones([1, 8, 8, 16])); // channels 3 to 7
 */
export class ChannelSlice extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'ChannelSlice';
  /** First channel. */
  readonly begin: number;
  /** Number of channels. */
  readonly size: number;

  constructor(args: ChannelSliceArgs) {
    super(checkOptions('ChannelSlice', args, OPTIONS, '{begin: 0, size: 3}'));
    const check = checksFor(`ChannelSlice "${this.name}"`);
    this.begin = check.integer('begin', args.begin ?? 0);
    this.size = check.integer('size', args.size, 1);
  }

  /** Returns the shape of the input, with fewer channels. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const channels = shape[shape.length - 1];
    if (typeof channels === 'number') {
      const check = checksFor(`ChannelSlice "${this.name}"`);
      check.integer('begin + size', this.begin + this.size, 1, channels);
    }
    return [...shape.slice(0, -1), this.size];
  }

  /** Slices one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor];
      const begin = x.shape.map((_, axis) => (axis === x.rank - 1 ? this.begin : 0));
      return tf.slice(x, begin, [...x.shape.slice(0, -1), this.size]);
    });
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {begin, size} = this;
    return {...super.getConfig(), begin, size};
  }
}

/** Makes a {@link ChannelSlice} layer. */
export function channelSlice(args: ChannelSliceArgs): ChannelSlice {
  return new ChannelSlice(args);
}
