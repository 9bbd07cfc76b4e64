import {describe, expect, it} from 'vitest';
import {stepSchedule} from '../../../src/schedules/step-schedule';
import {expectAlexNetError} from '../../support/matchers';

describe('stepSchedule', () => {
  it("has Caffe's factor of 0.1 by default", () => {
    const schedule = stepSchedule({learningRate: 0.01, everySteps: 100_000});
    expect(schedule(0)).toBe(0.01);
    expect(schedule(99_999)).toBe(0.01);
    expect(schedule(100_000)).toBeCloseTo(0.001, 12);
    expect(schedule(349_999)).toBeCloseTo(0.00001, 12);
  });

  it('multiplies by the factor at each change', () => {
    const schedule = stepSchedule({learningRate: 8, everySteps: 2, factor: 0.5});
    expect([0, 1, 2, 3, 4, 6].map(schedule)).toEqual([8, 8, 4, 4, 2, 1]);
  });

  it.each([
    [{everySteps: 0}, 'everySteps = 0'],
    [{everySteps: 1, factor: 0}, 'factor = 0'],
    [{everySteps: 1, learningRate: NaN}, 'learningRate = NaN'],
  ])('refuses %j', async (args, received) => {
    await expectAlexNetError(
      () => stepSchedule({learningRate: 1, ...args}),
      'bad-argument',
      received,
      'fix: set',
    );
  });
});

describe('the options of stepSchedule', () => {
  it.each([
    [{gamma: 0.1}, 'did you mean "factor"?'],
    [{lr: 1}, 'did you mean "learningRate"?'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(
      () => stepSchedule({learningRate: 1, everySteps: 2, ...args}),
      'bad-argument',
      fix,
    );
  });
});
