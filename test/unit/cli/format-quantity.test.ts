import {describe, expect, it} from 'vitest';
import {formatAmount, formatCount, formatSeconds, formatPercent} from '../../../src/cli/format-quantity';

describe('formatSeconds', () => {
  it.each([
    [0, '0 s'],
    [1.25, '1.3 s'],
    [42.4, '42 s'],
    [59.6, '1 min 0 s'],
    [185, '3 min 5 s'],
    [7800, '2 h 10 min'],
    [Infinity, '–'],
  ])('writes %d as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe('formatAmount', () => {
  it('has one thing in the singular', () => {
    expect([0, 1, 1200].map(count => formatAmount(count, 'photo'))).toEqual([
      '0 photos',
      '1 photo',
      '1,200 photos',
    ]);
  });
});

describe('formatCount and formatPercent', () => {
  it('write thousands with commas and shares in percent', () => {
    expect(formatCount(60965224)).toBe('60,965,224');
    expect(formatPercent(0.95)).toBe('95.0 %');
  });
});
