import * as tf from '@tensorflow/tfjs-core';

/** A tensor with values 0, 1, 2, … in memory order, so that a test can follow each value. */
export function ramp<R extends tf.Rank = tf.Rank.R4>(
  shape: tf.ShapeMap[R],
  dtype: 'float32' | 'int32' = 'float32',
): tf.Tensor<R> {
  const size = (shape as number[]).reduce((product, side) => product * side, 1);
  return tf.tensor(
    Array.from({length: size}, (_, i) => i),
    shape,
    dtype,
  );
}
