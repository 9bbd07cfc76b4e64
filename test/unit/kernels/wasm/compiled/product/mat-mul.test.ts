import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor} from '../../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});
const size = fc.integer({min: 1, max: 40});

describe('the compiled kernels of matMul', () => {
  it('equal the cpu backend over random sizes, batches and transposes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(size, size, size),
        fc.constantFrom<[number[], number[]]>(
          [[], []],
          [[3], [3]],
          [
            [2, 3],
            [2, 3],
          ],
          [[1], [4]],
          [
            [2, 1],
            [2, 3],
          ],
        ),
        fc.boolean(),
        fc.boolean(),
        async ([m, n, k], [batchA, batchB], transposeA, transposeB) => {
          await expectSameAsCpu(() => {
            const a = randomTensor([...batchA, ...(transposeA ? [k, m] : [m, k])] as never, 'a');
            const b = randomTensor([...batchB, ...(transposeB ? [n, k] : [k, n])] as never, 'b');
            return tf.matMul(a, b, transposeA, transposeB);
          });
        },
      ),
      {seed: 31, numRuns: 50},
    );
  });

  it('equal the cpu backend where the product is cut into blocks', async () => {
    for (const [m, k, n] of [
      [260, 300, 520],
      [32, 700, 1030],
      [5, 2100, 3],
    ] as const) {
      for (const turned of [false, true]) {
        await expectSameAsCpu(() =>
          tf.matMul(
            randomTensor<tf.Rank.R2>(turned ? [k, m] : [m, k], 'a'),
            randomTensor<tf.Rank.R2>(turned ? [n, k] : [k, n], 'b'),
            turned,
            turned,
          ),
        );
      }
    }
  });

  it('add a bias and an activation, those of others included', async () => {
    for (const activation of ['linear', 'relu', 'relu6', 'sigmoid'] as const) {
      await expectSameAsCpu(() =>
        tf.fused.matMul({
          a: randomTensor<tf.Rank.R2>([9, 30], 'a'),
          b: randomTensor<tf.Rank.R2>([30, 13], 'b'),
          bias: randomTensor<tf.Rank.R1>([13], 'bias'),
          activation,
        }),
      );
    }
  });

  it('keep NaN, and return zeros for an empty sum', () => {
    const y = tf.matMul(tf.tensor2d([[NaN, 0]]), tf.tensor2d([[0], [0]]));
    expect(Array.from(y.dataSync())).toEqual([NaN]);
    expect(Array.from(tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).dataSync())).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('leave matrices that do not fit to the kernel that says so', () => {
    expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([4, 5]))).toThrow('shapes 2,3 and 4,5');
    expect(() => tf.matMul(tf.ones([3, 2]), tf.ones([4, 5]), true, true)).toThrow('inner shapes');
  });
});
