import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, it} from 'vitest';
import {registerComposedGradients} from '../../../../../src/kernels/wasm/composed/composed-gradients';
import {expectSameAsCpu, randomTensor} from '../../../../support/against-cpu';

beforeAll(async () => {
  registerComposedGradients();
  await tf.setBackend('wasm');
});

const size = fc.integer({min: 1, max: 12});

describe('batchMatMul', () => {
  it('equals the cpu backend for all four ways of transposing, broadcast over the batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          m: size,
          k: size,
          n: size,
          batch: fc.integer({min: 1, max: 3}),
          broadcast: fc.boolean(),
          ta: fc.boolean(),
          tb: fc.boolean(),
          seed: fc.nat(),
        }),
        async ({m, k, n, batch, broadcast, ta, tb, seed}) => {
          await expectSameAsCpu(() => {
            const a = randomTensor<tf.Rank.R3>(ta ? [batch, k, m] : [batch, m, k], seed, 'a');
            const b = randomTensor<tf.Rank.R3>(
              tb ? [broadcast ? 1 : batch, n, k] : [broadcast ? 1 : batch, k, n],
              seed,
              'b',
            );
            return tf.matMul(a, b, ta, tb);
          });
        },
      ),
      {seed: 4, numRuns: 40},
    );
  });
});
