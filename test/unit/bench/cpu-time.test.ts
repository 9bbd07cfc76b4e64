import {describe, expect, it} from 'vitest';
import {busyMs, othersShare} from '../../../bench/cpu-time';

describe('processor time of others', () => {
  it('is what was neither idle nor one’s own, of two processors that were needed', () => {
    const times = {elapsedMs: 1000, processors: 2, threads: 2};
    expect(othersShare({...times, busyMs: 1900, ownMs: 1800})).toBeCloseTo(0.05);
    expect(othersShare({...times, busyMs: 1800, ownMs: 1900})).toBe(0);
    expect(othersShare({...times, busyMs: 2000, ownMs: 1000})).toBe(0.5);
  });

  it('may fill the processors that one thread leaves free, and no more', () => {
    const times = {elapsedMs: 1000, processors: 2, threads: 1};
    expect(othersShare({...times, busyMs: 2000, ownMs: 1000})).toBe(0);
    expect(othersShare({...times, busyMs: 2000, ownMs: 600})).toBeCloseTo(0.4);
  });

  it('counts what a hypervisor took, and grows with work', () => {
    expect(busyMs(() => ({busy: 5, stolen: 7}))).toBe(12);
    const before = busyMs();
    while (busyMs() <= before) {
      // Busy: this ends because the figure grows with it.
    }
    expect(busyMs()).toBeGreaterThan(before);
  });
});
