import {describe, expect, it} from 'vitest';
import {constantSchedule} from '../../../src/schedules/constant-schedule';
import {expectAlexNetError} from '../../support/matchers';

describe('constantSchedule', () => {
  it('returns the same learning rate at every step, also 0', () => {
    expect([0, 1, 1e6].map(constantSchedule(0.3))).toEqual([0.3, 0.3, 0.3]);
    expect(constantSchedule(0)(5)).toBe(0);
  });

  it('refuses a negative learning rate', async () => {
    await expectAlexNetError(
      () => constantSchedule(-1),
      'bad-argument',
      'learningRate = -1',
      'set learningRate to',
    );
  });
});
