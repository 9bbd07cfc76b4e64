import * as tf from '@tensorflow/tfjs-core';

/**
 * The product of a matrix with each line along an axis: y[…, i, …] = Σ matrix[i, j] · x[…, j, …].
 *
 * Shapes: any, and [out, in] with `in` the length of the axis; the output has `out` in its place.
 */
export function axisProduct(x: tf.Tensor, matrix: tf.Tensor2D, axis: number): tf.Tensor {
  return tf.tidy(() => {
    const last = x.rank - 1;
    const order = [...x.shape.keys()].filter(other => other !== axis).concat(axis);
    const isLast = axis === last;
    const turned = isLast ? x : tf.transpose(x, order);
    const [size = 1] = turned.shape.slice(-1);
    const lines = tf.reshape(turned, [-1, size]);
    const product = tf.reshape(tf.matMul(lines, matrix, false, true), [
      ...turned.shape.slice(0, -1),
      matrix.shape[0],
    ]);
    const back = order.map((_, place) => order.indexOf(place));
    return isLast ? product : tf.transpose(product, back);
  });
}

/**
 * Entries of an axis: y[…, i, …] = x[…, indices[i], …]. Its gradient needs matrix products only, which every backend has.
 */
export function selectEntries(x: tf.Tensor, indices: readonly number[], axis: number): tf.Tensor {
  const select = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([]);
    const places = tf.tensor1d([...indices], 'int32');
    const value = tf.gather(input as tf.Tensor, places, axis);
    const gradFunc = (dy: tf.Tensor): tf.Tensor => axisProduct(dy, choice(indices, x.shape[axis] ?? 1), axis);
    return {value, gradFunc};
  });
  return tf.tidy(() => select(x));
}

/** [in, out]: 1 where the output takes the input. */
function choice(indices: readonly number[], size: number): tf.Tensor2D {
  const values = new Float32Array(size * indices.length);
  indices.forEach((place, i) => {
    values[place * indices.length + i] = 1;
  });
  return tf.tensor2d(values, [size, indices.length]);
}
