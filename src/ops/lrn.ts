import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';

/** Arguments of local response normalization, in tfjs's terms. */
export interface LRNOptions {
  /** Channels on each side of the center. Whole, ≥ 0. Default 2 (section 3.3: n = 5). */
  depthRadius?: number;
  /** Constant that keeps the base positive (k in the paper). > 0. Default 2 (section 3.3). */
  bias?: number;
  /** Weight of the neighbors' energy, not divided by the window. ≥ 0. Default 1e-4 (section 3.3). */
  alpha?: number;
  /** Exponent. > 0. Default 0.75 (section 3.3). */
  beta?: number;
}

/** Backends on which the banded product is faster than the stock gradient (or, for tensorflow, than both). */
const BANDED_GRADIENT = ['wasm', 'tensorflow'];
const BANDED_FORWARD = ['tensorflow'];

/**
 * Local response normalization with a gradient of its own.
 *
 *     y[b,h,w,c] = x[b,h,w,c] / s^beta,   s = bias + alpha · Σ x[b,h,w,j]²      |j − c| ≤ depthRadius
 *     dx = dy · s^−beta − 2 · alpha · beta · x · Σ (dy · x · s^−beta / s)[b,h,w,j]      |j − c| ≤ depthRadius
 *
 * Both sums run over neighbor channels, so each is one product with a band matrix of ones. On wasm and tensorflow that
 * gradient is faster than the stock one; other backends use their own kernels for both directions.
 *
 * Shapes: [batch, height, width, channels] (or without batch) float32 in, the same out.
 *
 * The gradient is made of x alone, y is not kept: so it has a right gradient of its own (wasm, tensorflow), and no
 * second activation stays in memory until the backward pass. The stock kernels of the others refuse a second order.
 *
 * Trap: through the band matrix one NaN spreads over all channels of its pixel's gradient; it is never lost.
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 3.3.
 */
export function localResponseNormalization<T extends tf.Tensor3D | tf.Tensor4D>(
  x: T,
  options: LRNOptions = {},
): T {
  const check = checksFor('localResponseNormalization');
  const {depthRadius = 2, bias = 2, alpha = 1e-4, beta = 0.75} = options;
  check.integer('depthRadius', depthRadius, 0);
  check.positive('bias', bias);
  check.finite('alpha', alpha, 0);
  check.positive('beta', beta);
  const backend = tf.getBackend();
  if (!BANDED_GRADIENT.includes(backend)) {
    return tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
  }
  const energy = (value: tf.Tensor): tf.Tensor => base(value, {depthRadius, bias, alpha});
  const normalize = tf.customGrad((input, save) => {
    const value = input as T;
    const y = BANDED_FORWARD.includes(backend)
      ? tf.mul(value, negativePower(energy(value), beta))
      : tf.localResponseNormalization(value, depthRadius, bias, alpha, beta);
    (save as tf.GradSaveFunc)([value]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedX] = saved as [T];
        return tf.tidy(() => {
          const s = energy(savedX);
          const own = tf.mul(dy, negativePower(s, beta));
          const spread = neighborSum(tf.div(tf.mul(own, savedX), s), depthRadius);
          return tf.sub(own, tf.mul(savedX, tf.mul(spread, 2 * alpha * beta)));
        });
      },
    };
  });
  return normalize(x) as T;
}

function base(x: tf.Tensor, {depthRadius, bias, alpha}: Required<Omit<LRNOptions, 'beta'>>): tf.Tensor {
  return tf.tidy(() => tf.add(tf.mul(neighborSum(tf.square(x), depthRadius), alpha), bias));
}

/** Σ x[…, j] over |j − c| ≤ radius: a product with the band matrix of ones. */
function neighborSum(x: tf.Tensor, radius: number): tf.Tensor {
  const channels = x.shape[x.rank - 1] ?? 1;
  return tf.tidy(() => {
    const band = new Float32Array(channels * channels);
    for (let row = 0; row < channels; row++) {
      for (let column = Math.max(0, row - radius); column <= Math.min(channels - 1, row + radius); column++) {
        band[row * channels + column] = 1;
      }
    }
    const product = tf.matMul(tf.reshape(x, [-1, channels]), tf.tensor2d(band, [channels, channels]));
    return tf.reshape(product, x.shape);
  });
}

/** s^−beta; for the paper's 0.75 by two reciprocal square roots, which are faster and closer than a power. */
function negativePower(s: tf.Tensor, beta: number): tf.Tensor {
  return tf.tidy(() => {
    if (beta === 0.75) {
      const inverse = tf.rsqrt(s);
      return tf.mul(inverse, tf.sqrt(inverse));
    }
    return tf.pow(s, -beta);
  });
}
