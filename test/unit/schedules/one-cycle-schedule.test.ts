import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {oneCycleSchedule, type OneCycleScheduleArgs} from '../../../src/schedules/one-cycle-schedule';
import {expectAlexNetError} from '../../support/matchers';

/** Recorded by test/golden/make_training_parts.py. */
const {oneCycle: cases} = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../golden/data/training-parts.json'), 'utf8'),
) as {oneCycle: (OneCycleScheduleArgs & {rates: number[]})[]};

describe('oneCycleSchedule', () => {
  it.each(cases)("has the values of PyTorch's OneCycleLR: $totalSteps steps", ({rates, ...args}) => {
    const schedule = oneCycleSchedule({...args, learningRate: 0.1});
    rates.forEach((rate, step) => {
      expect(schedule(step)).toBeCloseTo(rate, 10);
    });
    // It stays at its last value.
    expect(schedule(rates.length + 5)).toBe(schedule(rates.length - 1));
  });

  it('has one step where the run has one, and can begin at its peak', () => {
    expect(oneCycleSchedule({learningRate: 1, totalSteps: 1})(0)).toBeGreaterThanOrEqual(0);
    expect(oneCycleSchedule({learningRate: 1, totalSteps: 10, riseFraction: 0.1})(0)).toBe(1);
  });

  it.each([
    [{riseFraction: 2}, 'riseFraction = 2'],
    [{shape: 'cos'}, 'one of cosine, linear'],
    [{totalSteps: 0}, 'totalSteps = 0'],
    [{startFactor: 0}, 'startFactor = 0'],
  ])('refuses %j', async (args, part) => {
    await expectAlexNetError(
      () => oneCycleSchedule({learningRate: 1, totalSteps: 9, ...args} as OneCycleScheduleArgs),
      'bad-argument',
      part,
    );
  });
});
