import type * as tfl from '@tensorflow/tfjs-layers';
import {setLearningRate} from '../callbacks/optimizer-learning-rate';
import {partnerOf} from '../augmentation/mix-batch';
import {nextTurn} from '../core/next-turn';
import {
  scheduleFromConfig,
  type LearningRate,
  type LearningRateState,
} from '../schedules/schedule-from-config';
import {StallMonitor} from '../schedules/stall-monitor';
import {isBetter} from './checkpoint';
import {divergenceError} from './divergence-error';
import {EpochOrder, type EpochBatch} from './epoch-order';
import {GradientStep} from './gradient-step';
import type {HistoryRow} from './history';
import {ProgressMeter, type TrainProgress} from './progress';
import type {ResolvedTrainOptions} from './resolve-train-options';
import type {MixedLabels} from './soft-targets';

import {RunKeeper, type CommitArgs} from './run-keeper';
import type {TrainReport} from './train-report';
import type {EvaluationPoint, TrainState} from './train-state';
import {WeightAverage} from './weight-average';
import {isReadFailure, readFailure, type TrainingInput} from './training-input';

/**
 * Steps over which the loss is averaged before it is called stuck. A small network that learns well can stay near the loss
 * of guessing for the first two hundred.
 */
const STALL_STEPS = 300;
/** Steps for which images are prepared ahead, the next one included. */
const READ_AHEAD = 4;

/**
 * One session of `train`.
 *
 * A step is first computed, then settled: evaluated, written into the history and saved in a checkpoint, each when it
 * is due. A run may stop between the two; the checkpoint then holds the row, and the resumed run settles it before it
 * computes the next step. So both runs do the same things in the same order.
 */
export class TrainLoop {
  readonly #options: ResolvedTrainOptions;
  readonly #input: TrainingInput;
  readonly #order: EpochOrder;
  readonly #gradientStep: GradientStep;
  readonly #keeper: RunKeeper;
  readonly #stall: StallMonitor;
  readonly #meter: ProgressMeter;
  readonly #average: WeightAverage | undefined;
  #rate: LearningRate;
  #best: EvaluationPoint | undefined;
  #last: EvaluationPoint | undefined;
  #lastRow: HistoryRow | undefined;

  constructor(model: tfl.LayersModel, options: ResolvedTrainOptions, input: TrainingInput) {
    this.#options = options;
    this.#input = input;
    this.#order = new EpochOrder({count: options.data.count, ...options});
    this.#gradientStep = new GradientStep(model, options.optimizer, input.head, options.labelSmoothing);
    this.#average =
      options.averageDecay === undefined ? undefined : new WeightAverage(model, options.averageDecay);
    this.#keeper = new RunKeeper(model, options);
    this.#stall = new StallMonitor({classes: this.#gradientStep.classes, steps: STALL_STEPS});
    this.#meter = new ProgressMeter(options.now);
    this.#rate = learningRateOf(options, null);
  }

  async run(): Promise<TrainReport> {
    try {
      return await this.#run();
    } finally {
      this.#average?.dispose();
    }
  }

  async #run(): Promise<TrainReport> {
    let {step, isStopped} = await this.#begin();
    this.#meter.beginSteps();
    try {
      let batch = this.#batchOf(step);
      while (batch !== undefined && !isStopped && !this.#isExhausted(step)) {
        const next = this.#batchOf(step + 1);
        const row = await this.#compute(step, batch, next).catch((error: unknown) =>
          this.#requireStopped(error, step),
        );
        if (row === undefined) {
          isStopped = true;
          break;
        }
        step += 1;
        batch = next;
        isStopped = await this.#settle(row);
      }
    } finally {
      await this.#input.close();
    }
    await this.#options.history.flush();
    this.#average?.apply();
    return this.#report(step, isStopped);
  }

  /** Starts or resumes the run; returns the step to continue from, and whether the run was stopped before it. */
  async #begin(): Promise<{step: number; isStopped: boolean}> {
    const {resume, evaluateStart, totalSteps} = this.#options;
    const resumed = resume ? await this.#keeper.resume(this.#average) : undefined;
    if (resumed === undefined) {
      await this.#keeper.start();
    }
    await this.#input.prepare();
    const step = resumed?.step ?? 0;
    let isStopped = false;
    if (resumed !== undefined) {
      isStopped = await this.#restore(resumed.state);
    } else if (evaluateStart) {
      await this.#evaluateStart();
    }
    // After each step, #settle asks this.
    return {step, isStopped: isStopped || (this.#isAborted && step < totalSteps)};
  }

  /** Takes over the state of a checkpoint. True if the run was stopped again before a new step. */
  async #restore({schedule, best, heldRow, finalEvaluation}: TrainState): Promise<boolean> {
    const {totalSteps, evaluateEvery, history} = this.#options;
    this.#rate = learningRateOf(this.#options, schedule);
    this.#best = best;
    this.#lastRow = heldRow;
    if (heldRow === undefined) {
      return false;
    }
    const isScheduled = heldRow.step % evaluateEvery === 0;
    const isEnd = heldRow.step === totalSteps;
    if (isScheduled || (isEnd && finalEvaluation === undefined)) {
      return this.#settle(heldRow);
    }
    this.#last = isEnd ? finalEvaluation : undefined;
    await history.append(withEvaluation(heldRow, this.#last));
    return false;
  }

  /** Makes the initial weights the best of the run. A run that is stopped meanwhile has not begun. */
  async #evaluateStart(): Promise<void> {
    const evaluation = await this.#evaluate(0);
    if (evaluation !== undefined) {
      await this.#recordEvaluation(evaluation);
      await this.#commit({step: 0, evaluation});
    }
  }

  #batchOf(step: number): EpochBatch | undefined {
    return step < this.#options.totalSteps ? this.#order.batch(step) : undefined;
  }

  /** Computes one step, while the batch of the next is read. */
  async #compute(step: number, batch: EpochBatch, next: EpochBatch | undefined): Promise<HistoryRow> {
    const {data, imageWeights, optimizer, now} = this.#options;
    const start = now();
    const waitedBefore = this.#input.waitedMs;
    // Further ahead than the next batch: one slow photo of a server then holds up no step.
    const later = this.#batchOf(step + READ_AHEAD);
    if (later !== undefined) {
      this.#input.prefetch?.(later.indices);
    }
    const images = await this.#input
      .batch(batch, next)
      .catch((error: unknown) => this.#saveAndFail(error, step));
    const waitedMs = this.#input.waitedMs - waitedBefore;
    const labels = Int32Array.from(batch.indices, index => data.labels[index] ?? 0);
    const weights = imageWeights && Float32Array.from(batch.indices, index => imageWeights[index] ?? 1);
    const learningRate = this.#rate.at(step);
    setLearningRate(optimizer, learningRate);
    let row: HistoryRow;
    try {
      const found = await this.#gradientStep.run(images, labels, {
        weights,
        mixed: this.#mixedLabels(batch, labels, weights),
      });
      this.#average?.update();
      row = {step: step + 1, epoch: batch.epoch, learningRate, ...found};
    } finally {
      images.dispose();
    }
    this.#meter.addStep({ms: now() - start - waitedMs, waitedMs, images: labels.length});
    await this.#observe(row);
    return row;
  }

  /** Saves the steps that are done where reading the images of the next was stopped by the signal; other errors are thrown. */
  async #requireStopped(error: unknown, step: number): Promise<undefined> {
    const {signal, store} = this.#options;
    if (!this.#isAborted || error !== signal?.reason) {
      throw error;
    }
    if (step > 0 && store !== undefined && this.#keeper.lastCommitted !== step) {
      await this.#commit({step});
    }
  }

  /** Labels and weights of the images that are mixed into those of a batch. */
  #mixedLabels(
    batch: EpochBatch,
    labels: Int32Array,
    weights: Float32Array | undefined,
  ): MixedLabels | undefined {
    const mix = this.#input.mixOf?.(batch);
    if (mix === undefined) {
      return undefined;
    }
    const others = Array.from(labels, (_, i) => partnerOf(i, labels.length));
    return {
      fraction: mix.fraction,
      labels: others.map(i => labels[i] ?? 0),
      ...(weights === undefined ? {} : {weights: others.map(i => weights[i] ?? 1)}),
    };
  }

  /** Saves the steps that are done before a run ends because its images can no longer be read. */
  async #saveAndFail(error: unknown, step: number, heldRow?: HistoryRow): Promise<never> {
    if (!isReadFailure(error) || step === 0 || this.#options.store === undefined) {
      throw error;
    }
    if (heldRow !== undefined || this.#keeper.lastCommitted !== step) {
      await this.#commit({step, heldRow});
    }
    throw readFailure(error, step);
  }

  /** Checks and reports the loss of a step. */
  async #observe(row: HistoryRow): Promise<void> {
    const {warmupSteps, onWarning, onProgress} = this.#options;
    this.#requireFinite(row.step, 'loss', row.loss);
    this.#lastRow = row;
    // While the learning rate warms up, a loss that does not fall is normal.
    const stall = row.step <= warmupSteps ? undefined : this.#stall.observe(row.loss);
    if (stall !== undefined) {
      onWarning(stall.message);
    }
    await onProgress?.(this.#progress(row));
  }

  /** Does what is due after a step. True if the run was stopped here, before its last step. */
  async #settle(row: HistoryRow): Promise<boolean> {
    const {evaluateEvery, checkpointEvery, totalSteps, validation, history} = this.#options;
    const {step} = row;
    await nextTurn();
    const isScheduled = validation !== undefined && step % evaluateEvery === 0;
    const isExtra = validation !== undefined && step === totalSteps && !isScheduled;
    const evaluation =
      isScheduled || isExtra
        ? await this.#evaluate(step).catch((error: unknown) => this.#saveAndFail(error, step, row))
        : undefined;
    if (evaluation === undefined && (isScheduled || isExtra)) {
      await this.#commit({step, heldRow: row});
      await history.append(row);
      return true;
    }
    const isBest = evaluation !== undefined && (await this.#recordEvaluation(evaluation));
    if (isExtra) {
      // A longer run would not evaluate here: this evaluation stays out of the schedule and of the history after it.
      await this.#commit({step, evaluation, heldRow: row, finalEvaluation: evaluation});
      await history.append(withEvaluation(row, evaluation));
      return false;
    }
    if (evaluation !== undefined) {
      this.#rate.observe({validationLoss: evaluation.loss, validationAccuracy: evaluation.accuracy});
    }
    await history.append(withEvaluation(row, evaluation));
    const isExhausted = this.#isExhausted(step);
    const isStopped = this.#isAborted && step < totalSteps && !isExhausted;
    if (isBest || isStopped || isExhausted || step === totalSteps || step % checkpointEvery === 0) {
      await this.#commit({step, evaluation});
    }
    return isStopped;
  }

  /** Evaluates the model; undefined without a validation set, or if the run was told to stop meanwhile. */
  async #evaluate(step: number): Promise<EvaluationPoint | undefined> {
    const {signal} = this.#options;
    const {evaluate} = this.#input;
    if (evaluate === undefined || this.#isAborted) {
      return undefined;
    }
    try {
      const {accuracy, loss} = await this.#withAverages(() => evaluate(signal));
      this.#requireFinite(step, 'validation loss', loss);
      return {step, accuracy, loss};
    } catch (error) {
      // The compiler cannot know that the signal may have been given since it was read above.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
      if (this.#isAborted && error === signal?.reason) {
        return undefined;
      }
      throw error;
    }
  }

  /** Returns whether the evaluation is a new best. */
  async #recordEvaluation(evaluation: EvaluationPoint): Promise<boolean> {
    const isBest = isBetter(evaluation, this.#best);
    this.#best = isBest ? evaluation : this.#best;
    this.#last = evaluation;
    await this.#withAverages(async () => {
      await this.#options.onEvaluation?.(evaluation, isBest);
    });
    return isBest;
  }

  async #commit(
    args: Omit<CommitArgs, 'schedule' | 'best' | 'historyBytes' | 'historyDigest' | 'trained'>,
  ): Promise<void> {
    const {history, onCheckpoint} = this.#options;
    const historyBytes = await history.flush();
    const best = this.#best;
    const trained = await this.#average?.read();
    const saved = {schedule: this.#rate.state, best, historyBytes, historyDigest: history.digest, trained};
    await this.#withAverages(async () => {
      if (await this.#keeper.commit({...args, ...saved})) {
        await onCheckpoint?.(args.step, best);
      }
    });
  }

  /** Runs `body` with the weights that the run is for: their averages, where it has them. */
  async #withAverages<T>(body: () => Promise<T>): Promise<T> {
    return this.#average === undefined ? body() : this.#average.within(body);
  }

  /** Whether the run ends here because so many evaluations as `patience` says have brought no new best. */
  #isExhausted(step: number): boolean {
    const {patience, evaluateEvery} = this.#options;
    const evaluations = (until: number): number => Math.floor(until / evaluateEvery);
    return (
      patience !== undefined &&
      this.#best !== undefined &&
      evaluations(step) - evaluations(this.#best.step) >= patience
    );
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #requireFinite(step: number, what: string, value: number): void {
    if (!Number.isFinite(value)) {
      throw divergenceError({step, what, value, lastCheckpoint: this.#keeper.lastCommitted});
    }
  }

  #progress(row: HistoryRow): TrainProgress {
    const {totalSteps, epochs} = this.#options;
    return {
      ...row,
      totalSteps,
      epochs,
      validationLoss: this.#last?.loss,
      validationAccuracy: this.#last?.accuracy,
      ...this.#meter.rates(totalSteps - row.step),
    };
  }

  #report(steps: number, interrupted: boolean): TrainReport {
    const shown = this.#best ?? this.#lastRow;
    return {
      steps,
      epochs: Math.ceil(steps / this.#options.batchesPerEpoch),
      seconds: this.#meter.seconds,
      interrupted,
      stoppedEarly: !interrupted && steps < this.#options.totalSteps,
      loss: shown?.loss ?? Number.NaN,
      accuracy: shown?.accuracy ?? Number.NaN,
      best: this.#best,
      last: this.#last,
      waitedFraction: this.#meter.waitedFraction,
    };
  }
}

function withEvaluation(row: HistoryRow, evaluation: EvaluationPoint | undefined): HistoryRow {
  return evaluation === undefined
    ? row
    : {...row, validationLoss: evaluation.loss, validationAccuracy: evaluation.accuracy};
}

function learningRateOf(options: ResolvedTrainOptions, state: LearningRateState): LearningRate {
  const {schedule, learningRate, warmupSteps, scheduleSteps, batchesPerEpoch} = options;
  return scheduleFromConfig(schedule, {
    learningRate,
    warmupSteps,
    totalSteps: scheduleSteps,
    stepsPerEpoch: batchesPerEpoch,
    state,
  });
}
