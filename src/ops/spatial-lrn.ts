import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';

/** Options of spatial LRN, which works within each channel, with the names that Caffe uses. */
export interface SpatialLRNOptions {
  /** Side of the square window, the center included. Odd. Default 5. */
  size?: number;
  /** Weight of the neighbors' energy, to be divided by the window's area. ≥ 0. Default 1. */
  alpha?: number;
  /** Exponent. > 0. Default 0.75. */
  beta?: number;
}

/**
 * Local response normalization within each channel: divides each value by a power of the energy of its neighbors in the
 * same channel.
 *
 *     y[b,h,w,c] = x[b,h,w,c] / s^beta,   s = 1 + alpha / size² · Σ x[b,i,j,c]²      |i − h|, |j − w| ≤ (size − 1) / 2
 *     dx = dy / s^beta − 2 · alpha · beta / size² · x · Σ (dy · x / s^(beta + 1))[b,i,j,c]
 *
 * Pixels outside the image count as zero. The window sum is its own adjoint, so forward and backward take one pool each.
 *
 * Shapes: [batch, height, width, channels] float32 in, the same out.
 *
 * Source: Caffe (Jia et al., 2014), LRNLayer with WITHIN_CHANNEL; cuda-convnet's rnorm layer.
 */
export function spatialLrn(x: tf.Tensor4D, options: SpatialLRNOptions = {}): tf.Tensor4D {
  const {size, alpha, beta} = checkSpatialLrn('spatialLrn', options);
  const base = (value: tf.Tensor4D): tf.Tensor =>
    tf.add(tf.mul(windowAverage(tf.square(value), size), alpha), 1);
  const normalize = tf.customGrad<tf.Tensor4D>((input, save) => {
    const value = input as tf.Tensor4D;
    const s = base(value);
    (save as tf.GradSaveFunc)([value]);
    return {
      value: tf.div<tf.Tensor4D>(value, tf.pow(s, beta)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedX] = saved as [tf.Tensor4D];
        return tf.tidy(() => {
          const energy = base(savedX);
          const own = tf.div(dy, tf.pow(energy, beta));
          const shares = tf.div<tf.Tensor4D>(tf.mul(own, savedX), energy);
          const spread = tf.mul(windowAverage(shares, size), -2 * alpha * beta);
          return tf.add(own, tf.mul(savedX, spread));
        });
      },
    };
  });
  return normalize(x);
}

/** Checks the constants and fills in the defaults. */
export function checkSpatialLrn(where: string, options: SpatialLRNOptions): Required<SpatialLRNOptions> {
  const {size = 5, alpha = 1, beta = 0.75} = options;
  const check = checksFor(where);
  check.integer('size', size, 1);
  check.finite('alpha', alpha, 0);
  check.positive('beta', beta);
  if (size % 2 === 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'size is even, so the window has no center.',
      expected: 'an odd size',
      received: `size = ${size}`,
      fix: `set size to ${size - 1} or ${size + 1}`,
    });
  }
  return {size, alpha, beta};
}

/** The sum over a centered window, divided by its whole area. */
function windowAverage(x: tf.Tensor4D, size: number): tf.Tensor4D {
  const margin = (size - 1) / 2;
  const padded = tf.pad(x, [
    [0, 0],
    [margin, margin],
    [margin, margin],
    [0, 0],
  ]);
  return tf.avgPool(padded, size, 1, 'valid');
}
