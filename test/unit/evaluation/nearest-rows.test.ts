import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {nearestRows, neighborAgreement} from '../../../src/evaluation/nearest-rows';
import {expectAlexNetError} from '../../support/matchers';

const POINTS = {values: Float32Array.of(0, 0, 3, 4, 1, 0, 0, 1), shape: [4, 2]} as const;

describe('nearestRows', () => {
  it('orders by Euclidean distance, equal ones by position, without the row itself', () => {
    expect(nearestRows(POINTS, 0, 10)).toEqual([
      {index: 2, distance: 1},
      {index: 3, distance: 1},
      {index: 1, distance: 5},
    ]);
    expect(nearestRows(POINTS, 1, 1).map(({index}) => index)).toEqual([3]);
  });

  it('returns the same distance for both orders of a pair of rows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: -50, max: 50}), {minLength: 6, maxLength: 6}), numbers => {
        const rows = {values: Float32Array.from(numbers), shape: [3, 2]} as const;
        const distance = (from: number, to: number): number | undefined =>
          nearestRows(rows, from, 2).find(({index}) => index === to)?.distance;
        expect(distance(0, 2)).toBe(distance(2, 0));
      }),
    );
  });

  it('refuses a row that is not there and numbers that do not fill the shape', async () => {
    await expectAlexNetError(() => nearestRows(POINTS, 4, 1), 'bad-argument', 'query = 4', 'from 0 to 3');
    await expectAlexNetError(
      () => nearestRows({values: new Float32Array(3), shape: [2, 2]}, 0, 1),
      'bad-argument',
      'values.length = 3',
    );
  });
});

describe('neighborAgreement', () => {
  it('is the fraction of neighbors with the same label, without rows that have no label', () => {
    // Nearest to 0 is 2, to 1 is 3, to 2 is 0, to 3 is 0: the last differs in its label.
    expect(neighborAgreement(POINTS, [0, 1, 0, 1], 1)).toBe(3 / 4);
    expect(neighborAgreement(POINTS, [0, -1, 0, 1], 1)).toBe(2 / 3);
    expect(neighborAgreement(POINTS, [0, 1, 0, 1], 1, [3])).toBe(0);
    expect(neighborAgreement(POINTS, [-1, -1, -1, -1], 1)).toBeNaN();
  });
});
