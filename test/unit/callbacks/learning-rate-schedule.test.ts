import type * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {
  LearningRateSchedule,
  type LearningRateScheduleState,
} from '../../../src/callbacks/learning-rate-schedule';
import {getLearningRate} from '../../../src/callbacks/optimizer-learning-rate';
import {ReduceLROnPlateau} from '../../../src/callbacks/reduce-lr-on-plateau';
import {momentumSGD, type MomentumSGD} from '../../../src/optimizers/momentum-sgd';
import {constantSchedule} from '../../../src/schedules/constant-schedule';
import {withWarmup} from '../../../src/schedules/with-warmup';
import {expectAlexNetError} from '../../support/matchers';
import {BATCHES, SMALL_TRAININGS} from '../../support/small-training';

/** A rate that tells which step or epoch it is of. */
const counting = (position: number): number => (position + 1) / 16;

/** Notes the rate of each step. */
class Recorder extends tfl.Callback {
  readonly rates: number[] = [];

  override onBatchEnd(): Promise<void> {
    this.rates.push(getLearningRate(this.model.optimizer));
    return Promise.resolve();
  }
}

/** Hands the callback an optimizer and nothing else. */
function use(callback: tfl.Callback, optimizer: tf.Optimizer): void {
  callback.model = {optimizer} as unknown as typeof callback.model;
}

/** The rates of so many steps. */
async function stepsOf(
  callback: LearningRateSchedule,
  optimizer: MomentumSGD,
  count: number,
): Promise<number[]> {
  use(callback, optimizer);
  const rates: number[] = [];
  for (let i = 0; i < count; i++) {
    await callback.onBatchBegin();
    rates.push(optimizer.learningRate);
  }
  return rates;
}

describe.each(SMALL_TRAININGS)('LearningRateSchedule in %s', (_, train) => {
  it('sets the rate of each step, and counts on through further trainings', async () => {
    const [callback, recorder] = [new LearningRateSchedule({schedule: counting}), new Recorder()];
    await train({callbacks: [callback, recorder], optimizer: momentumSGD(), epochs: 2});
    await train({callbacks: [callback, recorder], optimizer: momentumSGD()});
    expect(recorder.rates).toEqual([0, 1, 2, 3, 4, 5].map(counting));
  });

  it('sets the rate of each epoch where it is told to', async () => {
    const [callback, recorder] = [
      new LearningRateSchedule({schedule: counting, per: 'epoch'}),
      new Recorder(),
    ];
    await train({callbacks: [callback, recorder], epochs: 2});
    await train({callbacks: [callback, recorder]});
    expect(recorder.rates).toEqual([0, 1, 2].flatMap(epoch => Array<number>(BATCHES).fill(counting(epoch))));
  });
});

describe('LearningRateSchedule', () => {
  it('takes a schedule alone for that of steps', async () => {
    expect(await stepsOf(new LearningRateSchedule(counting), momentumSGD(), 3)).toEqual(
      [0, 1, 2].map(counting),
    );
  });

  it('continues in proportion to a learning rate that is set by hand', async () => {
    const optimizer = momentumSGD();
    const callback = new LearningRateSchedule(counting);
    await stepsOf(callback, optimizer, 2);
    optimizer.learningRate = counting(1) / 4;
    expect(await stepsOf(callback, optimizer, 2)).toEqual([counting(2) / 4, counting(3) / 4]);
  });

  it('never takes the reductions of a plateau back', async () => {
    const optimizer = momentumSGD();
    const callback = new LearningRateSchedule(withWarmup(constantSchedule(1), 4));
    const plateau = new ReduceLROnPlateau({patience: 0, factor: 0.5});
    use(plateau, optimizer);
    const rates: number[] = [];
    for (let epoch = 0; epoch < 4; epoch++) {
      rates.push(...(await stepsOf(callback, optimizer, 2)));
      await plateau.onEpochEnd(epoch, {val_loss: 1});
    }
    expect(rates).toEqual([0.25, 0.5, 0.75, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  it("starts another optimizer at the schedule's rate", async () => {
    const callback = new LearningRateSchedule(counting);
    const first = momentumSGD();
    await stepsOf(callback, first, 1);
    first.learningRate = counting(0) / 4;
    expect(await stepsOf(callback, first, 1)).toEqual([counting(1) / 4]);
    expect(await stepsOf(callback, momentumSGD(), 1)).toEqual([counting(2)]);
  });

  it('keeps its proportion over a scheduled rate of 0', async () => {
    const optimizer = momentumSGD();
    const callback = new LearningRateSchedule(step => [1, 0, 1][step] ?? 1);
    await stepsOf(callback, optimizer, 1);
    optimizer.learningRate = 0.5;
    expect(await stepsOf(callback, optimizer, 2)).toEqual([0, 0.5]);
  });

  it('resumes from its state as if it had not stopped', async () => {
    for (let cut = 1; cut < 6; cut++) {
      const optimizer = momentumSGD();
      const first = new LearningRateSchedule(counting);
      const rates = await stepsOf(first, optimizer, cut);
      optimizer.learningRate /= 2;
      const state = JSON.parse(JSON.stringify(first.state)) as LearningRateScheduleState;
      const second = new LearningRateSchedule({schedule: counting, state});
      rates.push(...(await stepsOf(second, momentumSGD(), 6 - cut)));
      expect(rates).toEqual([0, 1, 2, 3, 4, 5].map(step => counting(step) / (step < cut ? 1 : 2)));
    }
  });

  it('takes the epoch of fit where that is ahead, with initialEpoch', async () => {
    const optimizer = momentumSGD();
    const callback = new LearningRateSchedule({schedule: counting, per: 'epoch'});
    use(callback, optimizer);
    await callback.onEpochBegin(5);
    expect(optimizer.learningRate).toBe(counting(5));
  });

  it('refuses what is no schedule, and rates that are none', async () => {
    await expectAlexNetError(
      () => new LearningRateSchedule({schedule: 0.1 as unknown as () => number}),
      'bad-argument',
      'schedule = 0.1',
      'cosineSchedule',
    );
    await expectAlexNetError(
      () => stepsOf(new LearningRateSchedule(() => NaN), momentumSGD(), 1),
      'bad-argument',
      'schedule(0) = NaN',
    );
    await expectAlexNetError(
      () => new LearningRateSchedule({schedule: counting, per: 'batch' as 'step'}),
      'bad-argument',
      'per = "batch"',
    );
    await expectAlexNetError(
      () => new LearningRateSchedule({schedule: counting, unit: 'step'} as never),
      'bad-argument',
      '"unit"',
    );
    await expectAlexNetError(
      () => new LearningRateSchedule({schedule: counting, state: {next: -1, factor: 1}}),
      'bad-state',
      'next = -1',
    );
  });
});
