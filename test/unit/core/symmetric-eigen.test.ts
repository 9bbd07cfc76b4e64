import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {symmetricEigen} from '../../../src/core/symmetric-eigen';

const entry = fc.double({min: -1e4, max: 1e4, noNaN: true});
const symmetric = fc.tuple(entry, entry, entry, entry, entry, entry).map(([a, b, c, d, e, f]) => [
  [a, b, c],
  [b, d, e],
  [c, e, f],
]);
const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('symmetricEigen', () => {
  it('finds the known values of a 2 × 2 matrix', () => {
    const {values, vectors} = symmetricEigen([
      [2, 1],
      [1, 2],
    ]);
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(vectors[0]![0]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(vectors[0]![1]).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('satisfies matrix · v = λ · v with unit vectors at right angles, values falling, signs fixed', () => {
    fc.assert(
      fc.property(symmetric, matrix => {
        const {values, vectors} = symmetricEigen(matrix);
        const norm = Math.hypot(...matrix.flat());
        vectors.forEach((vector, i) => {
          matrix.forEach((row, j) => {
            expect(Math.abs(dot(row, vector) - values[i]! * vector[j]!)).toBeLessThanOrEqual(1e-12 * norm);
          });
          vectors.forEach((other, j) => {
            expect(dot(vector, other)).toBeCloseTo(i === j ? 1 : 0, 12);
          });
          expect(Math.max(...vector)).toBe(Math.max(...vector.map(Math.abs)));
        });
        expect(values).toEqual([...values].sort((a, b) => b - a));
      }),
      {seed: 1, numRuns: 200},
    );
  });

  it('leaves a diagonal matrix as it is, and takes zeros', () => {
    expect(
      symmetricEigen([
        [1, 0, 0],
        [0, 5, 0],
        [0, 0, 3],
      ]),
    ).toEqual({
      values: [5, 3, 1],
      vectors: [
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
    });
    expect(
      symmetricEigen([
        [0, 0],
        [0, 0],
      ]).values,
    ).toEqual([0, 0]);
  });
});
