import {describe, expect, it} from 'vitest';
import {scoreBatch} from '../../../src/evaluation/score-batch';

describe('scoreBatch', () => {
  it('counts the rows whose highest score is that of the label, and sums the cross-entropies', () => {
    const log = [-1, -2, -3, /**/ -5, -4, -0.5, /**/ -7, -0.25, -6];
    expect(scoreBatch(log, [0, 1, 1], 3)).toEqual({correct: 2, loss: 1 + 4 + 0.25});
  });

  it('predicts the first of equal scores', () => {
    expect(scoreBatch([-1, -1], [0], 2).correct).toBe(1);
    expect(scoreBatch([-1, -1], [1], 2).correct).toBe(0);
  });

  it('has no loss for a label without a score', () => {
    expect(scoreBatch([-1, -2], [-1], 2)).toEqual({correct: 0, loss: Number.NaN});
  });
});
