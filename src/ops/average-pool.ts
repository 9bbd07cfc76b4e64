import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {ceilOutput, toSize, windowOutput, type SizeLike} from '../core/shapes';
import {checkPadding} from './check-padding';
import {padOrCut} from './pad-or-cut';

/** Options of {@link averagePool}. */
export interface AveragePoolOptions {
  /** Height and width of the window. */
  poolSize: SizeLike;
  /** Step of the window. Default: the window's size. */
  strides?: SizeLike;
  /** Pixels on each side, or above and below, and left and right. Whole, ≥ 0, below the window. Default 0. */
  padding?: SizeLike;
  /** Rounds the output size up, so that a window that only partly lies on the image counts. Default false. */
  ceilMode?: boolean;
  /** Whether padded pixels count in the divisor (Caffe; PyTorch's `count_include_pad`). Default true. */
  countPadding?: boolean;
}

/** Positions of the windows along one side of the image. */
interface Walk {
  /** Zeros before and behind the image; negative behind where the last pixels are in no window. */
  margins: [number, number];
  /** Elements of each window that count. */
  counts: number[];
}

/**
 * Average pooling with padding and with either rounding of the output size, as Caffe and PyTorch define it.
 *
 *     y[h, w] = Σ x over the window / (rows that count · columns that count)
 *
 * A row counts where it lies on the image, or with `countPadding` on the image and its padding; what a window has beyond
 * the padding (in ceil mode) counts in neither case.
 *
 * Shapes: [batch, height, width, channels] in, [batch, outHeight, outWidth, channels] out, where outHeight is
 * (height + 2p − pool) / stride + 1, rounded down, or up in ceil mode.
 */
export function averagePool(
  x: tf.Tensor4D,
  {poolSize, strides, padding = 0, ceilMode = false, countPadding = true}: AveragePoolOptions,
): tf.Tensor4D {
  const pool = toSize(poolSize);
  const step = toSize(strides ?? poolSize);
  const check = checksFor('averagePool');
  pool.forEach(length => check.integer('poolSize', length, 1));
  step.forEach(length => check.integer('strides', length, 1));
  const pads = checkPadding(check, padding, pool);
  const walks = ([1, 2] as const).map((axis, i): Walk => {
    const length = x.shape[axis];
    const [window = 1, stride = 1, pad = 0] = [pool[i], step[i], pads[i]];
    const outputs = ceilMode
      ? ceilOutput(length, window, stride, pad)
      : windowOutput(length, window, stride, pad);
    const border = countPadding ? pad : 0;
    const counts = Array.from({length: outputs}, (_, output) => {
      const start = output * stride - pad;
      return Math.min(start + window, length + border) - Math.max(start, -border);
    });
    return {margins: [pad, (outputs - 1) * stride + window - length - pad], counts};
  });
  const [vertical, horizontal] = walks as [Walk, Walk];
  const area = pool[0] * pool[1];
  const factors = vertical.counts.flatMap(rows => horizontal.counts.map(columns => area / (rows * columns)));
  return tf.tidy(() => {
    const average = tf.avgPool(padOrCut(x, vertical.margins, horizontal.margins), pool, step, 'valid');
    if (factors.every(factor => factor === 1)) {
      return average;
    }
    return tf.mul(average, tf.tensor4d(factors, [1, vertical.counts.length, horizontal.counts.length, 1]));
  });
}
