import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {topK} from '../../../src/evaluation/top-k';
import {expectAlexNetError} from '../../support/matchers';

const SEED = 5;

describe('topK', () => {
  it('names the best classes, best first', () => {
    expect(topK([0.1, 0.7, 0.2], 2, ['cat', 'dog', 'fox'])).toEqual([
      {index: 1, label: 'dog', score: 0.7},
      {index: 2, label: 'fox', score: 0.2},
    ]);
  });

  it('puts the lower index first among equals, NaN last, and returns all if k is large', () => {
    expect(topK([1, Number.NaN, 1, 2], 9).map(({index}) => index)).toEqual([3, 0, 2, 1]);
  });

  it(`agrees with sorting everything (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({noNaN: true}), {minLength: 1}),
        fc.integer({min: 1, max: 9}),
        (scores, k) => {
          const sorted = [...scores].sort((a, b) => (a === b ? 0 : b - a)).slice(0, k);
          topK(scores, k).forEach(({score}, i) => {
            expect(score === sorted[i]).toBe(true);
          });
        },
      ),
      {seed: SEED, numRuns: 100},
    );
  });

  it('refuses k = 0', async () => {
    await expectAlexNetError(() => topK([1], 0), 'bad-argument', 'k = 0');
  });
});
