/**
 * Max pooling with Caffe's output size as a layer.
 * Caffe (Jia et al., 2014), PoolingLayer.
 * The paper's sizes divide evenly, so there it equals the stock pool.
 */
import type * as tf from '@tensorflow/tfjs-core';
import {ceilMaxPool} from '../ops/ceil-max-pool';
import {PoolingWindow, type PoolingWindowArgs} from './pooling-window';

/** Arguments of {@link CeilMaxPooling2D}. */
export type CeilMaxPooling2DArgs = PoolingWindowArgs;

/**
 * Max pooling whose output size is rounded up, as Caffe's is: a window that only partly lies on the image counts.
 *
 * Shapes: [batch, height, width, channels] in, [batch, ⌈(height + 2p − pool) / stride⌉ + 1, …, channels] out.
 *
 * Pitfall: TensorFlow and PyTorch round down; use `tf.layers.maxPooling2d` for their weights.
 *
 * @example
 * ceilMaxPooling2d({poolSize: 3, strides: 2}).apply(tf.zeros([1, 56, 56, 8])); // [1, 28, 28, 8], not 27
 */
export class CeilMaxPooling2D extends PoolingWindow {
  /** Name under which models are saved. */
  static readonly className = 'CeilMaxPooling2D';
  /** Whether the output size is rounded up: always true. */
  readonly ceilMode = true;

  constructor(args: CeilMaxPooling2DArgs = {}) {
    super(CeilMaxPooling2D.className, args);
  }

  protected override pool(x: tf.Tensor4D): tf.Tensor4D {
    const {poolSize, strides, padding} = this;
    return ceilMaxPool(x, {poolSize, strides, padding});
  }
}

/** Makes a {@link CeilMaxPooling2D} layer. */
export function ceilMaxPooling2d(args: CeilMaxPooling2DArgs = {}): CeilMaxPooling2D {
  return new CeilMaxPooling2D(args);
}
