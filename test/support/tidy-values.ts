import * as tf from '@tensorflow/tfjs-core';

/** `tf.tidy` for a body that returns values: tfjs searches a returned array for tensors, one element after the other. */
export function tidyValues<T>(body: () => T): T {
  const results: T[] = [];
  tf.tidy(() => {
    results.push(body());
  });
  return results[0] as T;
}
