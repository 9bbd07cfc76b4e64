import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {ceilOutput, toSize, type SizeLike} from '../core/shapes';
import {checkPadding} from './check-padding';
import {padOrCut} from './pad-or-cut';

/** Options of {@link ceilMaxPool}. */
export interface CeilMaxPoolOptions {
  /** Height and width of the window. */
  poolSize: SizeLike;
  /** Step of the window. Default: the window's size. */
  strides?: SizeLike;
  /** Pixels on each side, or above and below, and left and right. Whole, ≥ 0, below the window. Default 0. */
  padding?: SizeLike;
}

/**
 * Max pooling in Caffe's manner: a window that only partly lies on the image counts, so the output size is rounded up
 * where `tf.maxPool` rounds down. Padding never wins: it counts as −∞.
 *
 * Shapes: [batch, height, width, channels] in, [batch, ⌈(height + 2p − pool) / stride⌉ + 1, …, channels] out, without a
 * last window that would begin beyond the image.
 */
export function ceilMaxPool(
  x: tf.Tensor4D,
  {poolSize, strides, padding = 0}: CeilMaxPoolOptions,
): tf.Tensor4D {
  const pool = toSize(poolSize);
  const step = toSize(strides ?? poolSize);
  const check = checksFor('ceilMaxPool');
  for (const length of pool) {
    check.integer('poolSize', length, 1);
  }
  for (const length of step) {
    check.integer('strides', length, 1);
  }
  const pads = checkPadding(check, padding, pool);
  const margins = ([1, 2] as const).map((axis, i): [number, number] => {
    const length = x.shape[axis];
    const window = pool[i] ?? 1;
    const stride = step[i] ?? 1;
    const pad = pads[i] ?? 0;
    return [pad, (ceilOutput(length, window, stride, pad) - 1) * stride + window - length - pad];
  });
  const [vertical = [0, 0], horizontal = [0, 0]] = margins;
  return tf.tidy(() => tf.maxPool(padOrCut(x, vertical, horizontal, -Infinity), pool, step, 'valid'));
}
