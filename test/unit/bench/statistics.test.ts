import {describe, expect, it} from 'vitest';
import {figureOf, median, minimum} from '../../../bench/statistics';

describe('figures of the benchmark', () => {
  it('are the least and the middle', () => {
    expect(minimum([3, 1, 2])).toBe(1);
    expect([median([5, 1, 3]), median([4, 1, 3, 2])]).toEqual([3, 2.5]);
  });

  it('are made of quiet samples alone where there are enough', () => {
    const quiet = [10, 12, 11].map(ms => ({ms: [ms], others: 0.01}));
    expect(figureOf([...quiet, {ms: [50], others: 0.4}])).toEqual({
      min: 10,
      median: 11,
      runs: 3,
      others: 0.01,
      good: true,
    });
  });

  it('are not good where others held the machine', () => {
    const samples = [10, 20, 30].map((ms, i) => ({ms: [ms], others: 0.25 * i}));
    expect(figureOf(samples)).toMatchObject({good: false, median: 20, runs: 3, others: 0.5});
  });
});
