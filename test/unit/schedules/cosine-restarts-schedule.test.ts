import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {
  cosineRestartsSchedule,
  type CosineRestartsScheduleArgs,
} from '../../../src/schedules/cosine-restarts-schedule';
import {expectAlexNetError} from '../../support/matchers';

/** Recorded by test/golden/make_training_parts.py. */
const {cosineRestarts: cases} = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../golden/data/training-parts.json'), 'utf8'),
) as {cosineRestarts: (CosineRestartsScheduleArgs & {rates: number[]; steps: number})[]};

describe('cosineRestartsSchedule', () => {
  it.each(cases)(
    "has the values of PyTorch's CosineAnnealingWarmRestarts: every $everySteps steps",
    ({rates, steps: _steps, ...args}) => {
      const schedule = cosineRestartsSchedule({...args, learningRate: 0.1});
      rates.forEach((rate, step) => {
        expect(schedule(step)).toBeCloseTo(rate, 10);
      });
    },
  );

  it.each([
    [{everySteps: 0}, 'everySteps = 0'],
    [{growth: 1.5}, 'growth = 1.5'],
    [{end: -1}, 'end = -1'],
  ])('refuses %j', async (args, part) => {
    await expectAlexNetError(
      () => cosineRestartsSchedule({learningRate: 1, everySteps: 9, ...args}),
      'bad-argument',
      part,
    );
  });
});
