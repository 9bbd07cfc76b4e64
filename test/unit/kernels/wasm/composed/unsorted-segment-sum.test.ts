import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {registerComposedGradients} from '../../../../../src/kernels/wasm/composed/composed-gradients';
import {randomTensor} from '../../../../support/against-cpu';
import {expectClose} from '../../../../support/matchers';

beforeAll(async () => {
  registerComposedGradients();
  await tf.setBackend('wasm');
});

describe('unsortedSegmentSum', () => {
  it('sums the rows of each segment, an id outside of 0 … numSegments − 1 belonging to none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({min: -2, max: 7}), {minLength: 1, maxLength: 12}),
        fc.integer({min: 1, max: 3}),
        fc.nat(),
        (ids, columns, seed) => {
          const [values, sums] = tf.tidy(() => {
            const x = randomTensor<tf.Rank.R2>([ids.length, columns], seed);
            return [x.dataSync(), tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), 5).dataSync()];
          });
          const expected = new Float32Array(5 * columns);
          ids.forEach((id, row) => {
            for (let column = 0; id >= 0 && id < 5 && column < columns; column++) {
              expected[id * columns + column]! += values[row * columns + column]!;
            }
          });
          expectClose(sums, expected);
        },
      ),
      {seed: 5},
    );
  });

  it('writes nothing beyond its result, drops a NaN of no segment and returns zeros without rows', () => {
    tf.tidy(() => {
      const neighbors = Array.from({length: 8}, () => tf.fill([64], 7));
      const x = tf.tensor1d([1, NaN, NaN, 4]);
      const sums = tf.unsortedSegmentSum(x, tf.tensor1d([0, -1, 300, 1], 'int32'), 2);
      const after = Array.from({length: 8}, () => tf.fill([64], 7));
      expect(Array.from(sums.dataSync())).toEqual([1, 4]);
      for (const neighbor of [...neighbors, ...after]) {
        expect(new Set(neighbor.dataSync())).toEqual(new Set([7]));
      }
      const none = tf.unsortedSegmentSum(tf.zeros([0, 3]), tf.tensor1d([], 'int32'), 2);
      expect(Array.from(none.dataSync())).toEqual([0, 0, 0, 0, 0, 0]);
    });
  });

  it('is the gradient of gather, so that an embedding trains', () => {
    const gradient = tf.tidy(() =>
      tf.grad((table: tf.Tensor) => tf.sum(tf.gather(table, tf.tensor1d([1, 1, 0], 'int32'))))(
        tf.ones([3, 2]),
      ),
    );
    expect(Array.from(gradient.dataSync())).toEqual([1, 1, 2, 2, 0, 0]);
    gradient.dispose();
  });
});
