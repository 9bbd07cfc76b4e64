import * as tf from '@tensorflow/tfjs-core';
import type {KernelArgs} from '../../register-kernels';

/** Whether an operand of a matrix product is transposed. */
export function isTransposed({attrs}: KernelArgs): boolean {
  const {transposeA, transposeB} = attrs as unknown as tf.BatchMatMulAttrs;
  return transposeA || transposeB;
}

/**
 * A matrix product that transposes its operands first: with its transpose flags the stock kernel of tfjs-wasm reaches
 * 2 GFLOPS, without them 32.
 *
 * For `A · Bᵀ` it transposes the smaller operand, since `A · Bᵀ = (B · Aᵀ)ᵀ`: the input gradient of a dense layer would
 * otherwise copy its whole weight matrix at each step.
 *
 * Shapes: a [..., m, k] (or [..., k, m] with `transposeA`), b [..., k, n] (or [..., n, k] with `transposeB`); out
 * [..., m, n], the leading axes broadcast.
 */
export function transposedMatMul({inputs, attrs}: KernelArgs): tf.Tensor {
  const {transposeA, transposeB} = attrs as unknown as tf.BatchMatMulAttrs;
  const {a, b} = inputs as {a: tf.Tensor; b: tf.Tensor};
  return tf.tidy(() => {
    if (!transposeA && transposeB && a.size < b.size) {
      return turn(tf.matMul(b, turn(a)));
    }
    return tf.matMul(transposeA ? turn(a) : a, transposeB ? turn(b) : b);
  });
}

function turn(matrix: tf.Tensor): tf.Tensor {
  const axes = matrix.shape.map((_, axis) => axis);
  const last = axes.length - 1;
  return tf.transpose(matrix, [...axes.slice(0, -2), last, last - 1]);
}
