import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

describe('the compiled kernels of LRN', () => {
  it('equal the cpu backend over random channels, radii and constants: value and gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: 1, max: 23}),
        fc.integer({min: 0, max: 12}),
        fc.constantFrom(0.5, 0.75, 1, 0.6),
        fc.constantFrom(1e-4, 0.3),
        async (channels, radius, beta, alpha) => {
          await expectSameAsCpu(() => {
            const x = randomTensor<tf.Rank.R4>([2, 3, 5, channels], 'x', channels);
            const normalize = (value: tf.Tensor): tf.Tensor =>
              tf.localResponseNormalization(value as tf.Tensor4D, radius, 2, alpha, beta);
            return [normalize(x), tf.grad(value => weightedSum(normalize(value), 1))(x)];
          });
        },
      ),
      {seed: 41, numRuns: 40},
    );
  });

  it('equal the cpu backend where several threads work', async () => {
    await expectSameAsCpu(() => {
      const x = randomTensor<tf.Rank.R4>([2, 20, 20, 96], 'x');
      const normalize = (value: tf.Tensor): tf.Tensor =>
        tf.localResponseNormalization(value as tf.Tensor4D, 2, 2, 1e-2, 0.75);
      return [normalize(x), tf.grad(value => weightedSum(normalize(value), 1))(x)];
    });
  });

  it('spoil the window of a NaN and no more', () => {
    const x = tf.tensor4d([1, 1, NaN, 1, 1, 1], [1, 1, 1, 6]);
    const y = Array.from(tf.localResponseNormalization(x, 1, 1, 1, 0.75).dataSync(), Number.isNaN);
    expect(y).toEqual([false, true, true, true, false, false]);
  });
});
