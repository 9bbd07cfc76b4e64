import * as tf from '@tensorflow/tfjs-core';
import {RandomStream} from '../../src/core/random';

/** Values in [−1, 1), the same for the same key on every backend. */
export function randomTensor<R extends tf.Rank = tf.Rank>(
  shape: readonly number[],
  ...key: (number | string)[]
): tf.Tensor<R> {
  const stream = RandomStream.derive('conformance', ...key);
  const values = Float32Array.from(
    {length: tf.util.sizeFromShape([...shape])},
    () => 2 * stream.uniform() - 1,
  );
  return tf.tensor<R>(values, [...shape] as tf.ShapeMap[R]);
}
