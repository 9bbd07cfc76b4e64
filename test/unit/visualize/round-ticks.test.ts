import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {roundTicks} from '../../../src/visualize/round-ticks';

describe('roundTicks', () => {
  it.each([
    [0, 0.693, [0, 0.2, 0.4, 0.6]],
    [0, 0.3, [0, 0.1, 0.2, 0.3]],
    [0.372, 1, [0.4, 0.6, 0.8, 1]],
    [0, 0.01, [0, 0.005, 0.01]],
    [0, 0.04, [0, 0.01, 0.02, 0.03, 0.04]],
    [0, 7e-9, [0, 2e-9, 4e-9, 6e-9]],
    [-3, 900, [0, 200, 400, 600, 800]],
  ])('from %d to %d has %j', (low, high, ticks) => {
    expect(roundTicks(low, high, {most: 5})).toEqual(ticks);
  });

  it('has only integers if requested', () => {
    expect(roundTicks(1, 2, {most: 5, isWhole: true})).toEqual([1, 2]);
    expect(roundTicks(1, 72, {most: 5, isWhole: true})).toEqual([20, 40, 60]);
  });

  it('has at least two and at most as many as allowed, all inside, at distances of 1, 2 or 5 of a power of ten', () => {
    const size = fc.double({min: 1e-6, max: 1e6, noNaN: true});
    fc.assert(
      fc.property(fc.double({min: -100, max: 100, noNaN: true}), size, (low, range) => {
        const ticks = roundTicks(low, low + range, {most: 5});
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(5);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(low - 1e-9 * range);
          expect(tick).toBeLessThanOrEqual(low + range + 1e-9 * range);
        }
        const [first = 0, second = 0] = ticks;
        expect((second - first).toExponential(3)).toMatch(/^[125]\.000e/);
      }),
    );
  });
});
