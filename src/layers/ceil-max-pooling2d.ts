/**
 * Max pooling in Caffe's manner as a layer.
 * Caffe (Jia et al., 2014), PoolingLayer.
 * The paper's sizes divide evenly, so there it equals the stock pool.
 */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {ceilOutput, toSize, type SizeLike} from '../core/shapes';
import {ceilMaxPool} from '../ops/ceil-max-pool';
import type {LayerArgs} from './local-response-normalization';

/** Arguments of {@link CeilMaxPooling2D}. */
export type CeilMaxPooling2DArgs = NonNullable<LayerArgs> & {
  /** Height and width of the window. Default 2. */
  poolSize?: SizeLike;
  /** Step of the window. Default: the window's size. */
  strides?: SizeLike;
  /** Pixels on each side. Whole, ≥ 0, below the window. Default 0. */
  padding?: number;
};

/**
 * Max pooling whose output size is rounded up, as Caffe's is: a window that only partly lies on the image counts.
 *
 * Shapes: [batch, height, width, channels] in, [batch, ⌈(height + 2p − pool) / stride⌉ + 1, …, channels] out.
 *
 * Trap: TensorFlow and PyTorch round down; their weights want `tf.layers.maxPooling2d`.
 *
 * @example
 * ceilMaxPooling2d({poolSize: 3, strides: 2}).apply(tf.zeros([1, 56, 56, 8])); // [1, 28, 28, 8], not 27
 */
export class CeilMaxPooling2D extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'CeilMaxPooling2D';
  /** Height and width of the window. */
  readonly poolSize: [number, number];
  /** Step of the window. */
  readonly strides: [number, number];
  /** Pixels on each side. */
  readonly padding: number;

  constructor(args: CeilMaxPooling2DArgs = {}) {
    super(args);
    const {poolSize = 2, strides = poolSize, padding = 0} = args;
    const check = checksFor(`CeilMaxPooling2D "${this.name}"`);
    this.poolSize = toSize(poolSize);
    this.strides = toSize(strides);
    for (const size of this.poolSize) {
      check.integer('poolSize', size, 1);
    }
    for (const step of this.strides) {
      check.integer('strides', step, 1);
    }
    this.padding = check.integer('padding', padding, 0, Math.min(...this.poolSize) - 1);
    this.inputSpec = [new tfl.InputSpec({ndim: 4})];
  }

  /** [batch, outHeight, outWidth, channels]. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const [batch = null, height = null, width = null, channels = null] = shape;
    const out = [height, width].map((length, i) =>
      length === null ? null : ceilOutput(length, this.poolSize[i] ?? 1, this.strides[i] ?? 1, this.padding),
    );
    return [batch, ...out, channels];
  }

  /** Pools one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    const {poolSize, strides, padding} = this;
    return ceilMaxPool(x as tf.Tensor4D, {poolSize, strides, padding});
  }

  /** Every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {poolSize, strides, padding} = this;
    return {...super.getConfig(), poolSize, strides, padding};
  }
}

/** Makes a {@link CeilMaxPooling2D} layer. */
export function ceilMaxPooling2d(args: CeilMaxPooling2DArgs = {}): CeilMaxPooling2D {
  return new CeilMaxPooling2D(args);
}
