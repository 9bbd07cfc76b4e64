import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {requireFunction} from '../core/structured-argument';
import {encodeFileVersion, encodeHistogram, encodeScalars} from '../formats/tensorboard/tensorboard-events';
import {readLogs, type UnreadLogs} from './monitored-metric';
import {getLearningRate} from './optimizer-learning-rate';

/** Options of {@link TensorBoard}. */
export interface TensorBoardOptions {
  /**
   * Takes the records, in order, each whole: append them to one file whose name contains `tfevents`, or collect them
   * for a download. Awaited.
   */
  write: (record: Uint8Array) => void | Promise<void>;
  /** Batches between two logs of the batch's metrics and the learning rate. Integer ≥ 1. Default 1. */
  everyBatches?: number;
  /** Epochs between two histograms of every weight; 0 for none. Integer ≥ 0. Default 0: they read all weights back. */
  histogramEpochs?: number;
  /** Batches that earlier runs logged into the same file; the count continues from there. Integer ≥ 0. Default 0. */
  firstStep?: number;
  /** Epochs that earlier runs logged into the same file; the count continues from there. Integer ≥ 0. Default 0. */
  firstEpoch?: number;
  /** Seconds since 1970. Default: the clock. */
  now?: () => number;
}

const WHERE = 'TensorBoard';
const OPTIONS: KnownOptions<TensorBoardOptions> = {
  write: true,
  everyBatches: true,
  histogramEpochs: true,
  firstStep: true,
  firstEpoch: true,
  now: true,
};

/** Entries that tfjs adds to the logs of a batch and that are not metrics. */
const NOT_METRICS = ['batch', 'size'];

/**
 * Callback for `model.fit` and `fitDataset`: logs for TensorBoard, in browsers and in Node, without native code.
 *
 * Tags: `batch/<metric>` and `batch/learningRate` by batches since the beginning, `epoch/<metric>` by epochs, and a
 * histogram per weight under its name. Batches and epochs are counted on through further calls of `fit`.
 *
 * @example
 * const records: Uint8Array[] = [];
 * const callback = new TensorBoard({write: record => void records.push(record), everyBatches: 10});
 * // await model.fit(images, labels, {callbacks: callback});
 */
export class TensorBoard extends tfl.Callback {
  readonly #options: Required<TensorBoardOptions>;
  #step: number;
  #epoch: number;
  #begun = false;

  constructor(options: TensorBoardOptions) {
    super();
    const {
      write,
      everyBatches = 1,
      histogramEpochs = 0,
      firstStep = 0,
      firstEpoch = 0,
      now = (): number => Date.now() / 1000,
    } = checkOptions(WHERE, options, OPTIONS, '{write: record => …}', {
      logDir: 'pass write: record => …, which appends the bytes to a file of that directory',
      log_dir: 'pass write: record => …, which appends the bytes to a file of that directory',
    });
    requireFunction(WHERE, 'write', write, 'pass {write: record => …}, which keeps the bytes');
    const check = checksFor(WHERE);
    this.#options = {
      write,
      everyBatches: check.integer('everyBatches', everyBatches, 1),
      histogramEpochs: check.integer('histogramEpochs', histogramEpochs),
      firstStep: check.integer('firstStep', firstStep),
      firstEpoch: check.integer('firstEpoch', firstEpoch),
      now,
    };
    this.#step = firstStep;
    this.#epoch = firstEpoch;
  }

  /** Number of batches logged: the `firstStep` of a resumed training. */
  get steps(): number {
    return this.#step;
  }

  /** Number of epochs logged: the `firstEpoch` of a resumed training. */
  get epochs(): number {
    return this.#epoch;
  }

  /** Called by tfjs when training begins. */
  override async onTrainBegin(): Promise<void> {
    if (!this.#begun) {
      this.#begun = true;
      await this.#options.write(encodeFileVersion(this.#options.now()));
    }
  }

  /** Called by tfjs after each batch. */
  override async onBatchEnd(_batch: number, logs?: UnreadLogs): Promise<void> {
    const step = this.#step++;
    const {everyBatches, write, now} = this.#options;
    if (step % everyBatches !== 0) {
      return;
    }
    const scalars = prefixed('batch', await readLogs(logs));
    scalars['batch/learningRate'] = getLearningRate(this.model.optimizer);
    await write(encodeScalars(step, now(), scalars));
  }

  /** Called by tfjs after each epoch. */
  override async onEpochEnd(epochOfFit: number, logs?: UnreadLogs): Promise<void> {
    // A further call of fit counts its epochs from 0 again, unless it is told initialEpoch.
    const epoch = Math.max(this.#epoch, epochOfFit);
    this.#epoch = epoch + 1;
    const {write, now, histogramEpochs} = this.#options;
    await write(encodeScalars(epoch, now(), prefixed('epoch', await readLogs(logs))));
    if (histogramEpochs > 0 && (epoch + 1) % histogramEpochs === 0) {
      for (const weight of this.model.weights) {
        await write(encodeHistogram(epoch, now(), weight.originalName, await weight.read().data()));
      }
    }
  }
}

function prefixed(prefix: string, metrics: Readonly<Record<string, number>>): Record<string, number> {
  const entries = Object.entries(metrics).filter(([name]) => !NOT_METRICS.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [`${prefix}/${name}`, value]));
}
