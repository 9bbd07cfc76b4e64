import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {describe, it} from 'vitest';
import {axisProduct, selectEntries} from '../../../src/ops/axis-product';
import {expectClose} from '../../support/matchers';

describe('axisProduct and selectEntries', () => {
  it.each([1, 2, 3])('agree along axis %i, in values and gradients', axis => {
    const x = tf.randomUniform([2, 3, 3, 3], -1, 1, 'float32', 4);
    const indices = [2, 0, 0, 1];
    const matrix = tf.oneHot(tf.tensor1d(indices, 'int32'), 3) as tf.Tensor2D;
    const dy = tf.randomUniform(
      [2, 3, 3, 3].map((size, i) => (i === axis ? 4 : size)),
      -1,
      1,
      'float32',
      5,
    );
    const product = (t: tf.Tensor): tf.Tensor => axisProduct(t, tf.cast(matrix, 'float32'), axis);
    const selected = (t: tf.Tensor): tf.Tensor => selectEntries(t, indices, axis);
    expectClose(selected(x).dataSync(), product(x).dataSync(), 1e-6);
    expectClose(tf.grad(selected)(x, dy).dataSync(), tf.grad(product)(x, dy).dataSync(), 1e-5);
  });
});
