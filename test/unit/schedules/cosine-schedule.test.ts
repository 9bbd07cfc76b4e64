import {describe, expect, it} from 'vitest';
import {cosineSchedule} from '../../../src/schedules/cosine-schedule';
import {expectAlexNetError} from '../../support/matchers';

describe('cosineSchedule', () => {
  it('falls along half a cosine to the end and stays there', () => {
    const schedule = cosineSchedule({learningRate: 3, totalSteps: 6, end: 1});
    // cos of 0, 60, 90, 120 and 180 degrees: 1, 1/2, 0, −1/2, −1.
    [0, 2, 3, 4, 6, 7].forEach((step, i) => {
      expect(schedule(step)).toBeCloseTo([3, 2.5, 2, 1.5, 1, 1][i]!, 12);
    });
  });

  it('ends at 0 by default', () => {
    expect(cosineSchedule({learningRate: 3, totalSteps: 6})(6)).toBe(0);
  });

  it('refuses a run without steps', async () => {
    await expectAlexNetError(
      () => cosineSchedule({learningRate: 1, totalSteps: 0.5}),
      'bad-argument',
      'totalSteps = 0.5',
      'set totalSteps to an integer ≥ 1',
    );
  });
});

describe('the options of cosineSchedule', () => {
  it.each([
    [{T_max: 10}, 'did you mean "totalSteps"?'],
    [{eta_min: 1}, 'did you mean "end"?'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(
      () => cosineSchedule({learningRate: 1, totalSteps: 2, ...args}),
      'bad-argument',
      fix,
    );
  });
});
