import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {decodeNumber, encodeNumber, type JsonNumber} from '../core/json-number';
import {ImprovementRule, type ImprovementArgs} from '../schedules/improvement-rule';
import {resolveMonitor, type MetricMode, type MonitorState} from './metric-mode';
import {monitoredMetric, readLogs, type UnreadLogs} from './monitored-metric';

/** Options of {@link EarlyStopping}. */
export interface EarlyStoppingOptions extends ImprovementArgs {
  /** Name of the metric to watch, as in the logs of `fit`. Default 'val_loss'. */
  monitor?: string;
  /** Whether it is to fall or to rise. Default 'auto': as is known of losses, accuracies and other common metrics. */
  mode?: MetricMode;
  /** By how much a metric must beat the best to count as improvement. ≥ 0. Default 0. */
  minDelta?: number;
  /** The epoch without improvement, counted in a row, that ends the training; 0 is the same as 1. Integer ≥ 0. Default 0. */
  patience?: number;
  /** A metric that has to be beaten too, else an improvement does not restart the count. Default: none. */
  baseline?: number;
  /** First epoch of `fit` that is watched. Integer ≥ 0. Default 0. */
  startFromEpoch?: number;
  /** Whether the weights of the best epoch are put back when the training ends, early or not. Default true. */
  restoreBestWeights?: boolean;
  /** Best metric of an earlier training, which has to be beaten. Default: none. */
  initialBest?: number;
  /** The `state` of the callback of an interrupted training; the next call of `fit` continues from it. */
  state?: EarlyStoppingState;
}

/** State of an {@link EarlyStopping}, JSON-safe. */
export interface EarlyStoppingState extends MonitorState {
  /** Best metric so far; null before the first. */
  best: JsonNumber | null;
  /** Epoch of the best; null before the first. */
  bestEpoch: number | null;
  /** Epochs since the last improvement. */
  wait: number;
  /** Epoch after which the training was stopped; null where it was not. */
  stoppedEpoch: number | null;
}

const WHERE = 'EarlyStopping';
const OPTIONS: KnownOptions<EarlyStoppingOptions> = {
  monitor: true,
  mode: true,
  minDelta: true,
  minDeltaMode: true,
  firstIsBest: true,
  patience: true,
  baseline: true,
  startFromEpoch: true,
  restoreBestWeights: true,
  initialBest: true,
  state: true,
};

/**
 * Callback for `model.fit` and `fitDataset`: ends the training when a metric has stopped improving, and puts the
 * weights of the best epoch back. Decides as Keras does, but that NaN is never the best. Each call of `fit` begins anew.
 *
 * The best weights are held as clones, one copy of the network's memory; they are freed when the training ends.
 *
 * Pitfall: a state holds no weights. Where a resumed training has no epoch better than the best before it, the last
 * weights remain; {@link ModelCheckpoint} keeps the best through an interruption.
 *
 * @example
 * const callback = new EarlyStopping({monitor: 'val_loss', patience: 5});
 * // await model.fit(images, labels, {epochs: 90, validationSplit: 0.2, callbacks: callback});
 */
export class EarlyStopping extends tfl.Callback {
  readonly #patience: number;
  readonly #baseline: number | undefined;
  readonly #startFromEpoch: number;
  readonly #restores: boolean;
  readonly #initialBest: number | null;
  readonly #monitor: MonitorState;
  readonly #rule: ImprovementRule;
  #best: number | null;
  #bestEpoch: number | undefined;
  #wait = 0;
  #stoppedEpoch: number | undefined;
  #bestWeights: tf.Tensor[] = [];
  #resumes: boolean;

  constructor(options: EarlyStoppingOptions = {}) {
    super();
    const {
      monitor,
      mode,
      minDelta = 0,
      minDeltaMode = 'abs',
      firstIsBest = false,
      patience = 0,
      baseline,
      startFromEpoch = 0,
      restoreBestWeights = true,
      initialBest,
      state,
    } = checkOptions(WHERE, options, OPTIONS, "{monitor: 'val_loss', patience: 5}");
    const check = checksFor(WHERE);
    this.#patience = check.integer('patience', patience);
    this.#baseline = baseline === undefined ? undefined : check.finite('baseline', baseline);
    this.#startFromEpoch = check.integer('startFromEpoch', startFromEpoch);
    this.#restores = check.boolean('restoreBestWeights', restoreBestWeights);
    this.#initialBest = initialBest === undefined ? null : check.finite('initialBest', initialBest);
    this.#monitor = resolveMonitor(WHERE, {monitor, mode, state});
    this.#rule = new ImprovementRule(WHERE, {
      mode: this.#monitor.mode,
      minDelta,
      minDeltaMode,
      firstIsBest,
    });
    this.#best = this.#initialBest;
    this.#resumes = state !== undefined;
    if (state !== undefined) {
      this.#goOn(state);
    }
  }

  /** Best metric of this training so far; undefined before the first. */
  get best(): number | undefined {
    return this.#best ?? undefined;
  }

  /** Epoch of the best metric, counted from 0; undefined before the first. */
  get bestEpoch(): number | undefined {
    return this.#bestEpoch;
  }

  /** Epoch after which the training was stopped, counted from 0; undefined where it was not. */
  get stoppedEpoch(): number | undefined {
    return this.#stoppedEpoch;
  }

  /** State to pass to the callback of a resumed training, JSON-safe. */
  get state(): EarlyStoppingState {
    return {
      ...this.#monitor,
      best: this.#best === null ? null : encodeNumber(this.#best),
      bestEpoch: this.#bestEpoch ?? null,
      wait: this.#wait,
      stoppedEpoch: this.#stoppedEpoch ?? null,
    };
  }

  /** Called by tfjs when training begins. */
  override onTrainBegin(): Promise<void> {
    // A training that threw has left its weights.
    this.dispose();
    if (!this.#resumes) {
      this.#best = this.#initialBest;
      this.#bestEpoch = undefined;
      this.#wait = 0;
    }
    this.#stoppedEpoch = undefined;
    this.#resumes = false;
    return Promise.resolve();
  }

  /** Called by tfjs after each epoch. */
  override async onEpochEnd(epoch: number, logs?: UnreadLogs): Promise<void> {
    const metric = monitoredMetric(WHERE, await readLogs(logs), this.#monitor.monitor);
    if (epoch < this.#startFromEpoch) {
      return;
    }
    this.#wait++;
    if (this.#rule.isImprovement(metric, this.#best)) {
      this.#best = metric;
      this.#bestEpoch = epoch;
      this.#keepWeights();
      if (this.#baseline === undefined || this.#rule.isImprovement(metric, this.#baseline)) {
        this.#wait = 0;
      }
    } else if (this.#wait >= this.#patience && epoch > 0) {
      this.#stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  /** Called by tfjs when training ends: puts the best weights back and frees their copies. */
  override onTrainEnd(): Promise<void> {
    if (this.#bestWeights.length > 0) {
      this.model.setWeights(this.#bestWeights);
    }
    this.dispose();
    return Promise.resolve();
  }

  /** Frees the best weights; needed only after a training that threw. */
  dispose(): void {
    tf.dispose(this.#bestWeights);
    this.#bestWeights = [];
  }

  #keepWeights(): void {
    if (this.#restores) {
      this.dispose();
      this.#bestWeights = this.model.getWeights().map(weight => tf.keep(tf.clone(weight)));
    }
  }

  #goOn({best, bestEpoch, wait}: EarlyStoppingState): void {
    const where = `${WHERE} state`;
    const check = checksFor(where, 'bad-state');
    this.#best = best === null ? null : decodeNumber(where, 'best', best);
    this.#bestEpoch = bestEpoch === null ? undefined : check.integer('bestEpoch', bestEpoch);
    this.#wait = check.integer('wait', wait);
  }
}
