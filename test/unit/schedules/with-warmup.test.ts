import {describe, expect, it} from 'vitest';
import {constantSchedule} from '../../../src/schedules/constant-schedule';
import {polynomialSchedule} from '../../../src/schedules/polynomial-schedule';
import {withWarmup} from '../../../src/schedules/with-warmup';
import {expectAlexNetError} from '../../support/matchers';

describe('withWarmup', () => {
  it('rises in equal parts, the first step already above 0, to the schedule itself', () => {
    expect([0, 1, 2, 3, 4].map(withWarmup(constantSchedule(4), 4))).toEqual([1, 2, 3, 4, 4]);
  });

  it('does not shift the schedule', () => {
    const schedule = polynomialSchedule({learningRate: 10, totalSteps: 10});
    const warm = withWarmup(schedule, 2);
    expect([0, 1, 2, 5].map(warm)).toEqual([5, 9, 8, 5]);
  });

  it('leaves the schedule as it is with 0 steps', () => {
    expect(withWarmup(constantSchedule(4), 0)(0)).toBe(4);
  });

  it('refuses a fraction of a step', async () => {
    await expectAlexNetError(
      () => withWarmup(constantSchedule(1), 1.5),
      'bad-argument',
      'warmupSteps = 1.5',
      'fix',
    );
  });
});
