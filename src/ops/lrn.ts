import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {hasOwnKernel} from './own-kernels';

/** Channels on each side of the center, or before and after it. */
export type DepthRadius = number | readonly [before: number, after: number];

/** Arguments of local response normalization, in tfjs's terms. */
export interface LRNOptions {
  /**
   * Channels on each side of the center. Whole, ≥ 0. Default 2 (section 3.3: n = 5). A window of an even size has other
   * numbers before and after its center: `[2, 1]`.
   */
  depthRadius?: DepthRadius;
  /** Constant that keeps the base positive (k in the paper). > 0. Default 2 (section 3.3). */
  bias?: number;
  /** Weight of the neighbors' energy, not divided by the window. ≥ 0. Default 1e-4 (section 3.3). */
  alpha?: number;
  /** Exponent. > 0. Default 0.75 (section 3.3). */
  beta?: number;
}

/** Backends on which banded products are faster than the stock kernels in both directions. */
const BANDED = ['wasm', 'tensorflow'];
/** The powers that the kernels of this library have, which are faster still. */
const OWN_POWERS = [0.5, 0.75, 1];

/**
 * Local response normalization with a gradient of its own.
 *
 *     y[b,h,w,c] = x[b,h,w,c] / s^beta,   s = bias + alpha · Σ x[b,h,w,j]²                   |j − c| ≤ depthRadius
 *     dx = dy / s^beta − 2 · alpha · beta · x · Σ (dy · x / s^(beta + 1))[b,h,w,j]           |j − c| ≤ depthRadius
 *
 * Both sums run over neighbor channels, so each is one product with a band matrix, into which the constants are folded.
 * The backward pass takes s from the forward pass; where the gradient is itself to be differentiated, s is made of x
 * again. Backends other than wasm and tensorflow use their own kernels, which refuse a second order.
 *
 * Shapes: [batch, height, width, channels] (or without batch) float32 in, the same out.
 *
 * Pitfall: through the band matrix one NaN or infinity spreads to every channel of its pixel; it is never lost.
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 3.3.
 */
export function localResponseNormalization<T extends tf.Tensor3D | tf.Tensor4D>(
  x: T,
  options: LRNOptions = {},
): T {
  const check = checksFor('localResponseNormalization');
  const {depthRadius = 2, bias = 2, alpha = 1e-4, beta = 0.75} = options;
  const [before, after] = checkDepthRadius(check, depthRadius);
  check.positive('bias', bias);
  check.finite('alpha', alpha, 0);
  check.positive('beta', beta);
  // Every kernel has the same number of channels on both sides.
  const radius = before === after ? before : undefined;
  const isOwn = OWN_POWERS.includes(beta) && x.dtype === 'float32';
  if (radius !== undefined && isOwn && hasOwnKernel('LRNWithFactor')) {
    return normalizeWithFactor(x, {depthRadius: radius, bias, alpha, beta});
  }
  if (radius !== undefined && (!BANDED.includes(tf.getBackend()) || (isOwn && hasOwnKernel('LRN')))) {
    return tf.localResponseNormalization(x, radius, bias, alpha, beta);
  }
  const base = (value: tf.Tensor): tf.Tensor =>
    neighborSum(tf.square(value), [before, after], {weight: alpha, offset: bias});
  const normalize = tf.customGrad((input, save) => {
    const value = input as T;
    const s = base(value);
    (save as tf.GradSaveFunc)([value, s]);
    return {
      value: tf.div(value, power(s, beta)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedX, savedBase] = saved as [T, T];
        return tf.tidy(() => {
          // Above depth 0 a tape records: only an s computed from x contributes to the second derivative.
          const energy = tf.engine().state.gradientDepth > 0 ? base(savedX) : savedBase;
          const own = tf.div(dy, power(energy, beta));
          const shares = tf.div(tf.mul(own, savedX), energy);
          // x[j] is in the window of the channels that it is behind and before of.
          const spread = neighborSum(shares, [after, before], {weight: -2 * alpha * beta, offset: 0});
          return tf.add(own, tf.mul(savedX, spread));
        });
      },
    };
  });
  return normalize(x) as T;
}

/** Channels before and after the center. */
export function checkDepthRadius(
  check: ReturnType<typeof checksFor>,
  depthRadius: DepthRadius,
): readonly [number, number] {
  const sides: readonly unknown[] = Array.isArray(depthRadius) && depthRadius.length === 2 ? depthRadius : [];
  if (sides.length === 0) {
    const radius = check.integer('depthRadius', depthRadius, 0);
    return [radius, radius];
  }
  return [check.integer('depthRadius[0]', sides[0], 0), check.integer('depthRadius[1]', sides[1], 0)];
}

/** LRN by two kernels; the gradient reuses the base and the factor that the forward pass has computed. */
function normalizeWithFactor<T extends tf.Tensor3D | tf.Tensor4D>(
  x: T,
  options: Record<'depthRadius' | 'bias' | 'alpha' | 'beta', number>,
): T {
  const attrs = {...options};
  const engine = tf.engine();
  const normalize = tf.customGrad((input, save) => {
    const value = input as T;
    const [y, s, p] = engine.runKernel('LRNWithFactor', {x: value}, attrs) as unknown as [T, T, T];
    (save as tf.GradSaveFunc)([value, s, p]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedX, savedBase, savedFactor] = saved as [T, T, T];
        const given = {dy, x: savedX, s: savedBase, p: savedFactor};
        return engine.runKernel('LRNWithFactorGrad', given, attrs);
      },
    };
  });
  return normalize(x);
}

/** offset + weight · Σ x[…, j] over c − before ≤ j ≤ c + after: a product with a band matrix. */
function neighborSum(
  x: tf.Tensor,
  [before, after]: readonly [number, number],
  {weight, offset}: {weight: number; offset: number},
): tf.Tensor {
  const channels = x.shape[x.rank - 1] ?? 1;
  return tf.tidy(() => {
    const band = new Float32Array(channels * channels);
    for (let row = 0; row < channels; row++) {
      // Channel `row` is in the windows from that which ends with it to that which begins with it.
      const [first, end] = [Math.max(0, row - after), Math.min(channels, row + before + 1)];
      band.fill(weight, row * channels + first, row * channels + end);
    }
    const product = tf.fused.matMul({
      a: tf.reshape(x, [-1, channels]),
      b: tf.tensor2d(band, [channels, channels]),
      bias: offset === 0 ? undefined : tf.fill([channels], offset),
    });
    return tf.reshape(product, x.shape);
  });
}

/** s^beta; for the paper's 0.75 by two square roots, which are faster and closer than a power. */
function power(s: tf.Tensor, beta: number): tf.Tensor {
  return tf.tidy(() => {
    if (beta === 0.75) {
      const root = tf.sqrt(s);
      return tf.mul(root, tf.sqrt(root));
    }
    return tf.pow(s, beta);
  });
}
