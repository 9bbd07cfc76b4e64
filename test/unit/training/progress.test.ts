import {describe, expect, it} from 'vitest';
import {ProgressMeter} from '../../../src/training/progress';

describe('ProgressMeter', () => {
  it('returns speeds, the remaining time and the fraction of waiting', () => {
    let clock = 1000;
    const meter = new ProgressMeter(() => clock);
    expect(meter.rates(10)).toEqual({
      stepsPerSecond: 0,
      imagesPerSecond: 0,
      secondsLeft: 0,
      waitedFraction: 0,
    });
    clock = 2000;
    meter.addStep({ms: 500, waitedMs: 500, images: 32});
    expect(meter.seconds).toBe(1);
    // 500 ms of computing per step; 1 s of the clock per step.
    expect(meter.rates(10)).toEqual({
      stepsPerSecond: 2,
      imagesPerSecond: 64,
      secondsLeft: 10,
      waitedFraction: 0.5,
    });
  });

  it('leaves what came before the first step out of what is left, not out of the time of the whole', () => {
    let clock = 0;
    const meter = new ProgressMeter(() => clock);
    clock = 60_000;
    meter.beginSteps();
    clock = 61_000;
    meter.addStep({ms: 900, waitedMs: 0, images: 32});
    expect(meter.rates(10).secondsLeft).toBe(10);
    expect(meter.seconds).toBe(61);
  });

  it('forgets slow steps of long ago', () => {
    const meter = new ProgressMeter(() => 0);
    meter.addStep({ms: 100_000, waitedMs: 0, images: 1});
    for (let i = 0; i < 20; i++) {
      meter.addStep({ms: 100, waitedMs: 0, images: 1});
    }
    expect(meter.rates(0).stepsPerSecond).toBe(10);
  });
});
