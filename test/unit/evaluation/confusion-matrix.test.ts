import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {confusionMatrix} from '../../../src/evaluation/confusion-matrix';
import {expectAlexNetError} from '../../support/matchers';

const SEED = 6;

describe('confusionMatrix', () => {
  it('counts labels in rows and predictions in columns', () => {
    expect(confusionMatrix([0, 0, 1], [0, 1, 1], 2)).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it(`counts each image once; the diagonal has the correct ones (seed ${SEED})`, () => {
    const pair = fc.tuple(fc.nat(3), fc.nat(3));
    fc.assert(
      fc.property(fc.array(pair), pairs => {
        const matrix = confusionMatrix(
          pairs.map(([label]) => label),
          pairs.map(([, prediction]) => prediction),
          4,
        );
        expect(matrix.flat().reduce((a, b) => a + b)).toBe(pairs.length);
        const right = matrix.reduce((total, row, i) => total + (row[i] ?? 0), 0);
        expect(right).toBe(pairs.filter(([label, prediction]) => label === prediction).length);
      }),
      {seed: SEED, numRuns: 100},
    );
  });

  it('refuses lists of two lengths and classes that are not there', async () => {
    await expectAlexNetError(() => confusionMatrix([0], [], 2), 'bad-argument', '0 predictions');
    await expectAlexNetError(() => confusionMatrix([2], [0], 2), 'bad-argument', 'labels[0] = 2');
    await expectAlexNetError(() => confusionMatrix([0], [-1], 2), 'bad-argument', 'predictions[0] = -1');
  });
});
