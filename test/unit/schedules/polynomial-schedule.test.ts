import {describe, expect, it} from 'vitest';
import {polynomialSchedule} from '../../../src/schedules/polynomial-schedule';
import {expectAlexNetError} from '../../support/matchers';

describe('polynomialSchedule', () => {
  it('falls along a straight line to 0 by default and stays there', () => {
    const schedule = polynomialSchedule({learningRate: 0.04, totalSteps: 4});
    expect([0, 1, 2, 3, 4, 9].map(schedule)).toEqual([0.04, 0.03, 0.02, 0.01, 0, 0]);
  });

  it('falls along the power to the end', () => {
    const schedule = polynomialSchedule({learningRate: 5, totalSteps: 4, power: 2, end: 1});
    expect([0, 1, 2, 3, 4].map(schedule)).toEqual([5, 3.25, 2, 1.25, 1]);
  });

  it.each([
    [{totalSteps: 0}, 'totalSteps = 0'],
    [{power: 0}, 'power = 0'],
    [{end: -1}, 'end = -1'],
  ])('refuses %j', async (args, received) => {
    const all = {learningRate: 1, totalSteps: 1, ...args};
    await expectAlexNetError(() => polynomialSchedule(all), 'bad-argument', received, 'fix: set');
  });
});

describe('the options of polynomialSchedule', () => {
  it.each([[{decay_steps: 10}, 'did you mean "totalSteps"?']])(
    'refuses the option in %j',
    async (args, fix) => {
      await expectAlexNetError(
        () => polynomialSchedule({learningRate: 1, totalSteps: 2, ...args}),
        'bad-argument',
        fix,
      );
    },
  );
});
