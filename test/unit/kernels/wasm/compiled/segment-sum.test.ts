import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {randomTensor} from '../../../../support/against-cpu';
import {expectClose} from '../../../../support/matchers';
import {useCompiledKernels} from '../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

describe('the compiled kernel of unsortedSegmentSum', () => {
  it('sums the rows of each segment, and leaves out ids that are none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({min: -1, max: 5}), {minLength: 1, maxLength: 20}),
        fc.integer({min: 1, max: 40}),
        (ids, columns) => {
          tf.tidy(() => {
            const x = randomTensor<tf.Rank.R2>([ids.length, columns], 'x');
            const values = x.dataSync();
            const expected = new Float32Array(4 * columns);
            ids.forEach((id, row) => {
              for (let c = 0; c < columns && id >= 0 && id < 4; c++) {
                expected[id * columns + c]! += values[row * columns + c]!;
              }
            });
            const sums = tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), 4);
            expect(sums.shape).toEqual([4, columns]);
            expectClose(sums.dataSync(), expected, 1e-6);
          });
        },
      ),
      {seed: 61, numRuns: 30},
    );
  });

  it('leaves integers to the kernel that was registered before', () => {
    const sums = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([0, 1, 0], 'int32'), 2);
    expect([sums.dtype, Array.from(sums.dataSync())]).toEqual(['int32', [4, 2]]);
  });
});
