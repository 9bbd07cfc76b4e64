import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {getLearningRate, setLearningRate} from '../callbacks/optimizer-learning-rate';
import {nextTurn} from '../core/next-turn';
import {scheduleFromConfig, type LearningRate} from '../schedules/schedule-from-config';
import {StallMonitor} from '../schedules/stall-monitor';
import {isBetter} from './checkpoint';
import {divergenceError} from './divergence-error';
import {EpochOrder, type EpochBatch} from './epoch-order';
import {GradientStep} from './gradient-step';
import {MemoryHistory, type HistoryRow, type HistorySink} from './history';
import {ProgressMeter} from './progress';
import {RunKeeper, type CommitArgs} from './run-keeper';
import type {TrainReport} from './train';
import {runIdentity, type ResolvedTrainOptions, type TrainOptions} from './train-options';
import type {EvaluationPoint, TrainState} from './train-state';
import type {TrainingInput} from './training-input';

/**
 * Steps over which the loss is averaged before it is called stuck. A small network that will learn stays near the loss of
 * guessing for the first two hundred.
 */
const STALL_STEPS = 300;

/** A batch whose pictures are on their way. */
interface PendingBatch {
  batch: EpochBatch;
  bytes: Promise<Uint8Array>;
}

/**
 * One run of `train`.
 *
 * A step is first computed, then settled: evaluated where that is due, written into the history, put into a checkpoint
 * where that is due. A stop may fall between the two; then the row is held in the checkpoint, and the resumed run
 * settles it before it computes the next step. So both runs do the same things in the same order.
 */
export class TrainLoop {
  readonly #optimizer: tf.Optimizer;
  readonly #options: TrainOptions;
  readonly #resolved: ResolvedTrainOptions;
  readonly #learningRate: number;
  readonly #order: EpochOrder;
  readonly #gradientStep: GradientStep;
  readonly #input: TrainingInput;
  readonly #history: HistorySink;
  readonly #keeper: RunKeeper;
  readonly #stall: StallMonitor;
  readonly #warn: (message: string) => void;
  readonly #now: () => number;
  readonly #meter: ProgressMeter;
  #rate: LearningRate;
  #best: EvaluationPoint | undefined;
  #last: EvaluationPoint | undefined;
  #lastRow: HistoryRow | undefined;

  constructor(
    model: tfl.LayersModel,
    optimizer: tf.Optimizer,
    options: TrainOptions,
    resolved: ResolvedTrainOptions,
    input: TrainingInput,
  ) {
    const {now = () => performance.now(), onWarning = console.warn, data} = options;
    this.#optimizer = optimizer;
    this.#options = options;
    this.#resolved = resolved;
    this.#learningRate = options.learningRate ?? getLearningRate(optimizer);
    this.#order = new EpochOrder({count: data.count, ...resolved});
    this.#gradientStep = new GradientStep(model, optimizer, input.head);
    this.#input = input;
    this.#history = options.history ?? new MemoryHistory();
    this.#stall = new StallMonitor({classes: this.#gradientStep.classes, steps: STALL_STEPS});
    this.#warn = onWarning;
    this.#now = now;
    this.#meter = new ProgressMeter(now);
    this.#rate = this.#schedule(null);
    this.#keeper = new RunKeeper({
      model,
      optimizer,
      store: options.store,
      history: this.#history,
      epochs: resolved.epochs,
      identity: runIdentity(options, resolved, optimizer, this.#learningRate),
      scheduleFollowsEpochs: followsEpochs(resolved),
      onWarning,
    });
  }

  async run(): Promise<TrainReport> {
    const {totalSteps} = this.#resolved;
    let step = 0;
    let going = true;
    const resumed = this.#options.resume === true ? await this.#keeper.resume() : undefined;
    if (resumed === undefined) {
      await this.#keeper.start();
    }
    await this.#input.prepare();
    if (resumed !== undefined) {
      step = resumed.step;
      going = await this.#comeBack(resumed.state);
    } else if (this.#options.evaluateStart === true) {
      await this.#judgeStart();
    }
    this.#meter.beginSteps();
    let pending = going ? this.#read(step) : undefined;
    try {
      // What is asked before the first step here, `#settle` asks after each.
      going &&= !this.#aborted || step >= totalSteps;
      while (going && pending !== undefined) {
        const waitStart = this.#now();
        const bytes = await pending.bytes;
        this.#meter.addWait(this.#now() - waitStart);
        const {batch} = pending;
        // The next batch is decoded while this one is computed.
        pending = this.#read(step + 1);
        const row = await this.#compute(step, batch, bytes);
        step += 1;
        going = await this.#settle(row);
      }
    } finally {
      await pending?.bytes.catch(() => undefined);
    }
    return this.#report(step, !going);
  }

  /** What the run starts from is its best so far. Stopped meanwhile, it has not begun. */
  async #judgeStart(): Promise<void> {
    const evaluation = await this.#evaluate(0);
    if (evaluation !== undefined) {
      this.#best = evaluation;
      this.#last = evaluation;
      await this.#options.onEvaluation?.(evaluation, true);
      await this.#commit({step: 0, evaluation});
    }
  }

  get #aborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #schedule(state: TrainState['schedule']): LearningRate {
    const {schedule, warmupSteps, scheduleSteps, batchesPerEpoch} = this.#resolved;
    return scheduleFromConfig(schedule, {
      learningRate: this.#learningRate,
      warmupSteps,
      totalSteps: scheduleSteps,
      stepsPerEpoch: batchesPerEpoch,
      state,
    });
  }

  /** Takes over the state of a checkpoint. False when the run was stopped again before it came to a new step. */
  async #comeBack({schedule, best, heldRow, finalEvaluation}: TrainState): Promise<boolean> {
    this.#rate = this.#schedule(schedule);
    this.#best = best;
    this.#lastRow = heldRow;
    if (heldRow === undefined) {
      return true;
    }
    const {totalSteps, evaluateEvery} = this.#resolved;
    const scheduled = heldRow.step % evaluateEvery === 0;
    if (!scheduled && heldRow.step === totalSteps && finalEvaluation !== undefined) {
      this.#last = finalEvaluation;
      await this.#history.append(withEvaluation(heldRow, finalEvaluation));
      return true;
    }
    if (!scheduled && heldRow.step !== totalSteps) {
      await this.#history.append(heldRow);
      return true;
    }
    return this.#settle(heldRow);
  }

  #read(step: number): PendingBatch | undefined {
    if (step >= this.#resolved.totalSteps) {
      return undefined;
    }
    const batch = this.#order.batch(step);
    const bytes = this.#input.read(batch.indices);
    // A failure is thrown where the bytes are awaited; until then it must not count as unhandled.
    bytes.catch(() => undefined);
    return {batch, bytes};
  }

  async #compute(step: number, {epoch, indices}: EpochBatch, bytes: Uint8Array): Promise<HistoryRow> {
    const {data, onProgress} = this.#options;
    const start = this.#now();
    const learningRate = this.#rate.at(step);
    setLearningRate(this.#optimizer, learningRate);
    const images = this.#input.tensor(bytes, {epoch, indices});
    const labels = Int32Array.from(indices, index => data.labels[index] ?? 0);
    let row: HistoryRow;
    try {
      row = {step: step + 1, epoch, learningRate, ...(await this.#gradientStep.run(images, labels))};
    } finally {
      images.dispose();
    }
    if (!Number.isFinite(row.loss)) {
      throw divergenceError({
        step: row.step,
        what: 'loss',
        value: row.loss,
        lastCheckpoint: this.#keeper.lastCommitted,
      });
    }
    this.#lastRow = row;
    this.#meter.addStep(this.#now() - start, indices.length);
    // A learning rate that still rises is no reason to worry.
    const stall = step < this.#resolved.warmupSteps ? undefined : this.#stall.observe(row.loss);
    if (stall !== undefined) {
      this.#warn(stall.message);
    }
    await onProgress?.(this.#progress(row));
    return row;
  }

  /** Does what is due after a step. False when the run ends here before its last step. */
  async #settle(row: HistoryRow): Promise<boolean> {
    const {evaluateEvery, checkpointEvery, totalSteps} = this.#resolved;
    const {step} = row;
    await nextTurn();
    const scheduled = this.#options.validation !== undefined && step % evaluateEvery === 0;
    const extra = this.#options.validation !== undefined && step === totalSteps && !scheduled;
    const evaluation = scheduled || extra ? await this.#evaluate(step) : undefined;
    if (evaluation === undefined && (scheduled || extra)) {
      await this.#commit({step, heldRow: row});
      await this.#history.append(row);
      return false;
    }
    const isBest = evaluation !== undefined && isBetter(evaluation, this.#best);
    if (isBest) {
      this.#best = evaluation;
    }
    if (evaluation !== undefined) {
      this.#last = evaluation;
      await this.#options.onEvaluation?.(evaluation, isBest);
    }
    if (extra) {
      // A longer run would not have evaluated here: what it finds stays out of the schedule and of the history to come.
      await this.#commit({step, evaluation, heldRow: row, finalEvaluation: evaluation});
      await this.#history.append(withEvaluation(row, evaluation));
      return true;
    }
    if (evaluation !== undefined) {
      this.#rate.observe({validationLoss: evaluation.loss, validationAccuracy: evaluation.accuracy});
    }
    await this.#history.append(withEvaluation(row, evaluation));
    const stop = this.#aborted && step < totalSteps;
    if (isBest || stop || step === totalSteps || step % checkpointEvery === 0) {
      await this.#commit({step, evaluation});
    }
    return !stop;
  }

  /** Undefined when the run was told to stop meanwhile. */
  async #evaluate(step: number): Promise<EvaluationPoint | undefined> {
    const {validation, signal} = this.#options;
    if (validation === undefined || this.#aborted) {
      return undefined;
    }
    try {
      const {accuracy, loss} = await this.#input.evaluate(signal);
      if (!Number.isFinite(loss)) {
        const {lastCommitted: lastCheckpoint} = this.#keeper;
        throw divergenceError({step, what: 'validation loss', value: loss, lastCheckpoint});
      }
      return {step, accuracy, loss};
    } catch (error) {
      // The signal may have been given since it was asked above, which the compiler cannot know.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
      if (this.#aborted && error === signal?.reason) {
        return undefined;
      }
      throw error;
    }
  }

  async #commit(args: Omit<CommitArgs, 'schedule' | 'best' | 'historyBytes'>): Promise<void> {
    const historyBytes = await this.#history.flush();
    const best = this.#best;
    if (await this.#keeper.commit({...args, schedule: this.#rate.state, best, historyBytes})) {
      await this.#options.onCheckpoint?.(args.step, best);
    }
  }

  #progress(row: HistoryRow): Parameters<NonNullable<TrainOptions['onProgress']>>[0] {
    const {totalSteps, epochs} = this.#resolved;
    return {
      ...row,
      totalSteps,
      epochs,
      validationLoss: this.#last?.loss,
      validationAccuracy: this.#last?.accuracy,
      ...this.#meter.rates(totalSteps - row.step),
    };
  }

  async #report(steps: number, interrupted: boolean): Promise<TrainReport> {
    await this.#history.flush();
    const shown = this.#best ?? this.#lastRow;
    return {
      steps,
      epochs: Math.ceil(steps / this.#resolved.batchesPerEpoch),
      seconds: this.#meter.seconds,
      interrupted,
      loss: shown?.loss ?? Number.NaN,
      accuracy: shown?.accuracy ?? Number.NaN,
      ...(this.#best === undefined ? {} : {best: this.#best}),
      ...(this.#last === undefined ? {} : {last: this.#last}),
      waitedShare: this.#meter.waitedShare,
    };
  }
}

function withEvaluation(row: HistoryRow, evaluation: EvaluationPoint | undefined): HistoryRow {
  return evaluation === undefined
    ? row
    : {...row, validationLoss: evaluation.loss, validationAccuracy: evaluation.accuracy};
}

function followsEpochs({schedule}: ResolvedTrainOptions): boolean {
  return (schedule.kind === 'cosine' || schedule.kind === 'polynomial') && schedule.totalSteps === undefined;
}
