import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {toSize, windowOutput, type SizeLike} from '../core/shapes';
import {checkPadding} from './check-padding';
import {padOrCut} from './pad-or-cut';

/** Options of {@link paddedMaxPool}. */
export interface PaddedMaxPoolOptions {
  /** Height and width of the window. */
  poolSize: SizeLike;
  /** Step of the window. Default: the window's size. */
  strides?: SizeLike;
  /** Pixels on each side, or above and below, and left and right. Whole, ≥ 0, below the window. Default 0. */
  padding?: SizeLike;
}

/**
 * Max pooling with pixels of padding, as PyTorch and ONNX have it: the output size is rounded down, and padding never
 * wins (it counts as −∞; a zero would win over negative values).
 *
 * Shapes: [batch, height, width, channels] in, [batch, ⌊(height + 2p − pool) / stride⌋ + 1, …, channels] out.
 */
export function paddedMaxPool(
  x: tf.Tensor4D,
  {poolSize, strides, padding = 0}: PaddedMaxPoolOptions,
): tf.Tensor4D {
  const pool = toSize(poolSize);
  const step = toSize(strides ?? poolSize);
  const check = checksFor('paddedMaxPool');
  pool.forEach(length => check.integer('poolSize', length, 1));
  step.forEach(length => check.integer('strides', length, 1));
  const pads = checkPadding(check, padding, pool);
  const [vertical, horizontal] = ([1, 2] as const).map((axis, i): [number, number] => {
    const length = x.shape[axis];
    const [window = 1, stride = 1, pad = 0] = [pool[i], step[i], pads[i]];
    const outputs = windowOutput(length, window, stride, pad);
    return [pad, (outputs - 1) * stride + window - length - pad];
  }) as [[number, number], [number, number]];
  return tf.tidy(() => tf.maxPool(padOrCut(x, vertical, horizontal, -Infinity), pool, step, 'valid'));
}
