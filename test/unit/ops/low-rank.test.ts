import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {lowRank} from '../../../src/ops/low-rank';
import {randomTensor} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';

/** A matrix with these singular values: between two reflections, which are orthogonal. */
function withSingularValues(rows: number, columns: number, singular: (i: number) => number): tf.Tensor2D {
  return tf.tidy(() => {
    const reflection = (size: number): tf.Tensor => {
      const v = randomTensor([size, 1] as never, size, 'reflection');
      const factor = tf.div(2, tf.sum(tf.square(v)));
      return tf.sub(tf.eye(size), tf.mul(factor, tf.matMul(v as tf.Tensor2D, v as tf.Tensor2D, false, true)));
    };
    const middle = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) {
      middle[i * columns + i] = singular(i);
    }
    const inner = tf.matMul(reflection(rows), tf.tensor2d(middle, [rows, columns]));
    return tf.matMul(inner, reflection(columns));
  });
}

const tail = (singular: (i: number) => number, from: number, to: number): number =>
  Math.sqrt(Array.from({length: to - from}, (_, i) => singular(from + i) ** 2).reduce((a, b) => a + b, 0));

describeOnBackends('lowRank', () => {
  it.each([
    [60, 40, 0.9],
    [40, 60, 0.9],
    [70, 70, 0.97],
  ])(
    'finds the singular values, and loses no more than the rest of them, %i × %i',
    async (rows, columns, factor) => {
      const singular = (i: number): number => 5 * factor ** i;
      const matrix = withSingularValues(rows, columns, singular);
      const rank = 12;
      const {first, second, relativeError} = await lowRank(matrix, rank, {seed: 3});
      expect([first.shape, second.shape]).toEqual([
        [rows, rank],
        [rank, columns],
      ]);
      // Of values that fall slowly, the last ones take more rounds to be right than the error takes to be small.
      const more = await lowRank(matrix, rank, {seed: 3, iterations: 12});
      expectClose(
        more.singularValues,
        Array.from({length: rank}, (_, i) => singular(i)),
        2e-3,
      );
      const count = Math.min(rows, columns);
      const least = tail(singular, rank, count) / tail(singular, 0, count);
      expect(relativeError).toBeGreaterThan(least * 0.9999);
      expect(relativeError).toBeLessThan(least * 1.01);
      tf.dispose([matrix, first, second, more.first, more.second]);
    },
  );

  it('is exact to float32 at the full rank, and where the matrix has no more', async () => {
    const whole = randomTensor<tf.Rank.R2>([45, 30], 'whole');
    const full = await lowRank(whole, 30);
    expect(full.relativeError).toBeLessThan(1e-6);
    expectClose(tf.matMul(full.first, full.second).dataSync(), whole.dataSync(), 2e-6);
    // Singular values that fall by 1e-6 in all: the squares of the small ones drown in float32.
    const steep = withSingularValues(30, 30, i => 10 ** (-i / 5));
    const all = await lowRank(steep, 30);
    expect(all.relativeError).toBeLessThan(1e-6);
    const flat = withSingularValues(50, 40, i => (i < 6 ? 6 - i : 0));
    const six = await lowRank(flat, 6);
    expect(six.relativeError).toBeLessThan(2e-6);
    expectClose(six.singularValues, [6, 5, 4, 3, 2, 1], 1e-5);
    tf.dispose([whole, full.first, full.second, steep, all.first, all.second, flat, six.first, six.second]);
  });

  it('loses less the higher the rank, has both factors of one size, and the same result for one seed', async () => {
    const matrix = randomTensor<tf.Rank.R2>([64, 48], 'falling');
    let last = Infinity;
    for (const rank of [1, 4, 8, 16, 32, 48]) {
      const {first, second, relativeError} = await lowRank(matrix, rank);
      expect(relativeError).toBeLessThan(last);
      last = relativeError;
      const [a, b] = [first, second].map(factor => tf.norm(factor).dataSync()[0]!);
      expect(a! / b!).toBeCloseTo(1, 4);
      tf.dispose([first, second]);
    }
    const [one, two] = [await lowRank(matrix, 5, {seed: 1}), await lowRank(matrix, 5, {seed: 1})];
    expect(one.first.dataSync()).toEqual(two.first.dataSync());
    tf.dispose([matrix, one.first, one.second, two.first, two.second]);
  });

  it('takes zeros, refuses what is not finite and a rank that there is not', async () => {
    const zeros = tf.zeros<tf.Rank.R2>([6, 5]);
    const {first, second, relativeError, singularValues} = await lowRank(zeros, 2);
    expect(relativeError).toBe(0);
    expect(singularValues).toEqual([0, 0]);
    expect(
      tf
        .matMul(first, second)
        .dataSync()
        .every(value => value === 0),
    ).toBe(true);
    const broken = tf.tensor2d([1, NaN, 2, 3], [2, 2]);
    await expectAlexNetError(() => lowRank(broken, 1), 'bad-weights', 'NaN');
    for (const rank of [0, 6, 1.5, NaN]) {
      await expectAlexNetError(() => lowRank(zeros, rank), 'bad-argument', 'rank', String(rank));
    }
    tf.dispose([zeros, first, second, broken]);
  });

  it('leaves two tensors', async () => {
    const matrix = randomTensor<tf.Rank.R2>([40, 30], 'leak');
    await expectNoLeak(async () => {
      const {first, second} = await lowRank(matrix, 5);
      tf.dispose([first, second]);
    });
    matrix.dispose();
  });
});
