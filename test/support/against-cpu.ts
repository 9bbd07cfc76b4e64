// tfjs-layers brings the gradients of tfjs-core's ops with it.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import {RandomStream} from '../../src/core/random';
import {expectClose} from './matchers';

/** Values in [−1, 1), the same for the same key. */
export function randomValues(count: number, ...key: (number | string)[]): Float32Array {
  const stream = RandomStream.derive('values', ...key);
  return Float32Array.from({length: count}, () => 2 * stream.uniform() - 1);
}

export function randomTensor<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  ...key: (number | string)[]
): tf.Tensor<R> {
  return tf.tensor<R>(randomValues(tf.util.sizeFromShape(shape), ...key), shape);
}

/** Runs `body` on the cpu backend and on wasm and expects the same numbers, and no tensor left over on either. */
export async function expectSameAsCpu(body: () => tf.Tensor | tf.Tensor[], bound = 1e-5): Promise<void> {
  const results: Float32Array[][] = [];
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const made = tf.tidy(body);
    const tensors = Array.isArray(made) ? made : [made];
    results.push(tensors.map(tensor => Float32Array.from(tensor.dataSync())));
    tf.dispose(made);
    const left = tf.memory().numTensors - before;
    if (left !== 0) {
      throw new Error(`${left} tensors left over on ${backend}`);
    }
  }
  const [expected, actual] = results;
  expected!.forEach((values, i) => {
    expectClose(actual![i]!, values, bound);
  });
}

/** A loss whose gradient is random but does not depend on the values of `y`: it tests a gradient kernel alone. */
export function weightedSum(y: tf.Tensor, seed: number): tf.Scalar {
  return tf.sum(tf.mul(y, randomTensor(y.shape, seed, 'dy')));
}
