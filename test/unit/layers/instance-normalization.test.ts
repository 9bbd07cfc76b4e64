import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {instanceNormalization, InstanceNormalization} from '../../../src/layers/instance-normalization';
import {expectAlexNetError, expectClose} from '../../support/matchers';

describe('InstanceNormalization', () => {
  it('normalizes each channel of each image by its own mean and variance', () => {
    const layer = instanceNormalization({epsilon: 1e-12});
    expect(layer).toBeInstanceOf(InstanceNormalization);
    // Two images of one row, two pixels and one channel: any two values become −1 and 1.
    const y = layer.apply(tf.tensor4d([1, 3, 10, 50], [2, 1, 2, 1])) as tf.Tensor;
    expectClose(y.dataSync(), [-1, 1, -1, 1], 1e-5);
    layer.setWeights([tf.tensor1d([2]), tf.tensor1d([5])]);
    expectClose((layer.apply(tf.tensor4d([1, 3], [1, 1, 2, 1])) as tf.Tensor).dataSync(), [3, 7], 1e-5);
  });

  it('refuses an epsilon of 0', async () => {
    await expectAlexNetError(() => instanceNormalization({epsilon: 0}), 'bad-argument', 'epsilon = 0');
  });
});
