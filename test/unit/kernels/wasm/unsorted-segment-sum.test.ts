import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {registerComposedGradients} from '../../../../src/kernels/wasm/composed-gradients';
import {randomTensor} from '../../../support/against-cpu';
import {expectClose} from '../../../support/matchers';

beforeAll(async () => {
  registerComposedGradients();
  await tf.setBackend('wasm');
});

describe('unsortedSegmentSum', () => {
  it('sums the rows of each segment, a negative id belonging to none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({min: -1, max: 4}), {minLength: 1, maxLength: 12}),
        fc.integer({min: 1, max: 3}),
        fc.nat(),
        (ids, columns, seed) => {
          const [values, sums] = tf.tidy(() => {
            const x = randomTensor<tf.Rank.R2>([ids.length, columns], seed);
            return [x.dataSync(), tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), 5).dataSync()];
          });
          const expected = new Float32Array(5 * columns);
          ids.forEach((id, row) => {
            for (let column = 0; id >= 0 && column < columns; column++) {
              expected[id * columns + column]! += values[row * columns + column]!;
            }
          });
          expectClose(sums, expected);
        },
      ),
      {seed: 5},
    );
  });

  it('gives gather its gradient, so that an embedding trains', () => {
    const gradient = tf.tidy(() =>
      tf.grad((table: tf.Tensor) => tf.sum(tf.gather(table, tf.tensor1d([1, 1, 0], 'int32'))))(
        tf.ones([3, 2]),
      ),
    );
    expect(Array.from(gradient.dataSync())).toEqual([1, 1, 2, 2, 0, 0]);
    gradient.dispose();
  });
});
