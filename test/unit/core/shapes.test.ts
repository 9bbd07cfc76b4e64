import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ceilOutput, toSize, windowOutput} from '../../../src/core/shapes';
import {expectAlexNetError} from '../../support/matchers';

describe('windowOutput', () => {
  it("computes the paper's sizes", () => {
    // 227 at stride 4 with 11: 55; pooled by 3 at stride 2: 27, 13, 6.
    expect([
      windowOutput(227, 11, 4, 'valid'),
      windowOutput(55, 3, 2, 'valid'),
      windowOutput(27, 3, 2, 'valid'),
      windowOutput(13, 3, 2, 'valid'),
    ]).toEqual([55, 27, 13, 6]);
    expect(windowOutput(224, 11, 4, 2)).toBe(55);
    expect(windowOutput(27, 5, 1, 'same')).toBe(27);
  });

  it('counts the positions at which the whole window lies on the padded input', () => {
    const size = fc.integer({min: 1, max: 20});
    fc.assert(
      fc.property(
        size,
        fc.integer({min: 1, max: 5}),
        fc.integer({min: 1, max: 4}),
        fc.integer({min: 0, max: 3}),
        fc.integer({min: 1, max: 3}),
        (input, window, stride, padding, dilation) => {
          let count = 0;
          for (let start = -padding; start + dilation * (window - 1) < input + padding; start += stride) {
            count++;
          }
          expect(Math.max(0, windowOutput(input, window, stride, padding, dilation))).toBe(count);
        },
      ),
      {seed: 1},
    );
  });
});

describe('ceilOutput', () => {
  it('counts a window that begins on the padded input, until one reaches its end', () => {
    const size = fc.integer({min: 3, max: 20});
    fc.assert(
      fc.property(
        size,
        fc.integer({min: 1, max: 3}),
        fc.integer({min: 1, max: 4}),
        (input, window, stride) => {
          let count = 0;
          for (let start = 0; start < input; start += stride) {
            count++;
            if (start + window >= input) {
              break;
            }
          }
          expect(ceilOutput(input, window, stride)).toBe(count);
        },
      ),
      {seed: 2},
    );
  });
});

describe('toSize', () => {
  it('spreads a number and keeps a pair', async () => {
    expect([toSize(3), toSize([1, 2])]).toEqual([
      [3, 3],
      [1, 2],
    ]);
    await expectAlexNetError(() => toSize([1]), 'bad-argument', '[1]', 'pass 3 or [3, 3]');
  });
});
