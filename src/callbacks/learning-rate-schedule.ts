import type {Optimizer} from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {requireFunction} from '../core/structured-argument';
import type {Schedule} from '../schedules/schedule';
import {getLearningRate, setLearningRate} from './optimizer-learning-rate';

/** Options of {@link LearningRateSchedule}. */
export interface LearningRateScheduleOptions {
  /** The learning rate of each step, or of each epoch, counted from 0. */
  schedule: Schedule;
  /** Unit of the schedule: optimizer steps (batches) or epochs. Default 'step'. */
  per?: 'step' | 'epoch';
  /** The `state` of the callback of an interrupted training. */
  state?: LearningRateScheduleState;
}

/** State of a {@link LearningRateSchedule}, JSON-safe. */
export interface LearningRateScheduleState {
  /** The next step or epoch. */
  next: number;
  /** Factor by which others have multiplied the scheduled rate. */
  factor: number;
}

const WHERE = 'LearningRateSchedule';
const EXAMPLE = '{schedule: cosineSchedule({learningRate: 0.01, totalSteps: 1000})}';
const OPTIONS: KnownOptions<LearningRateScheduleOptions> = {schedule: true, per: true, state: true};

/**
 * Callback for `model.fit` and `fitDataset`: sets the optimizer's learning rate to that of a schedule before each step
 * or each epoch. Keeps counting in further calls of `fit`.
 *
 * Changes by others stay: where the rate is not the one that this callback set (by hand, by
 * {@link ReduceLROnPlateau}), the schedule continues in proportion to it. Another optimizer starts at the schedule's
 * rate.
 *
 * @example
 * const schedule = withWarmup(cosineSchedule({learningRate: 0.01, totalSteps: 1000}), 100);
 * const callback = new LearningRateSchedule({schedule});
 * // await model.fit(images, labels, {epochs: 10, callbacks: callback});
 */
export class LearningRateSchedule extends tfl.Callback {
  readonly #schedule: Schedule;
  readonly #per: 'step' | 'epoch';
  #next = 0;
  #factor = 1;
  #optimizer: Optimizer | undefined;
  #scheduled = NaN;
  #written = NaN;

  /** @param options a schedule alone is that of steps. */
  constructor(options: LearningRateScheduleOptions | Schedule) {
    super();
    const {
      schedule,
      per = 'step',
      state,
    } = typeof options === 'function'
      ? {schedule: options}
      : checkOptions(WHERE, options, OPTIONS, EXAMPLE, {
          learningRate: `the rate is the schedule's: pass ${EXAMPLE}`,
        });
    requireFunction(WHERE, 'schedule', schedule, `pass ${EXAMPLE}; for a plateau use ReduceLROnPlateau`);
    this.#schedule = schedule;
    this.#per = checksFor(WHERE).oneOf('per', per, ['step', 'epoch']);
    if (state !== undefined) {
      const check = checksFor(`${WHERE} state`, 'bad-state');
      this.#next = check.integer('next', state.next);
      this.#factor = check.finite('factor', state.factor, 0);
    }
  }

  /** Position in the schedule, to pass to the callback of a resumed training. */
  get state(): LearningRateScheduleState {
    this.#takeChange();
    return {next: this.#next, factor: this.#factor};
  }

  /** Called by tfjs before each epoch. */
  override onEpochBegin(epoch: number): Promise<void> {
    if (this.#per === 'epoch') {
      // A further call of fit counts its epochs from 0 again, unless it is told initialEpoch.
      this.#next = Math.max(this.#next, epoch);
      this.#advance();
    }
    return Promise.resolve();
  }

  /** Called by tfjs before each batch. */
  override onBatchBegin(): Promise<void> {
    if (this.#per === 'step') {
      this.#advance();
    }
    return Promise.resolve();
  }

  #advance(): void {
    const {optimizer} = this.model;
    if (this.#optimizer === optimizer) {
      this.#takeChange();
    } else if (this.#optimizer !== undefined) {
      this.#factor = 1;
    }
    this.#optimizer = optimizer;
    const rate = this.#schedule(this.#next);
    this.#scheduled = checksFor(WHERE).finite(`schedule(${this.#next})`, rate, 0);
    this.#written = this.#scheduled * this.#factor;
    setLearningRate(optimizer, this.#written);
    this.#next++;
  }

  /** Notes what others have made of the rate since it was set. */
  #takeChange(): void {
    const now = this.#optimizer === undefined ? this.#written : getLearningRate(this.#optimizer);
    // A scheduled rate of 0 has no proportion to anything.
    if (this.#scheduled > 0 && now !== this.#written) {
      this.#factor = now / this.#scheduled;
      this.#written = now;
    }
  }
}
