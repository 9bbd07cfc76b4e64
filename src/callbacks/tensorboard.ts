import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {requireArgs, requireFunction} from '../core/structured-argument';
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
  /** Batches between two logs of the batch's metrics and the learning rate. Whole, ≥ 1. Default 1. */
  everyBatches?: number;
  /** Epochs between two histograms of every weight; 0 for none. Whole, ≥ 0. Default 0: they read all weights back. */
  histogramEpochs?: number;
  /** Batches that earlier runs logged into the same file; the count goes on from there. Whole, ≥ 0. Default 0. */
  firstStep?: number;
  /** Seconds since 1970. Default: the clock. */
  now?: () => number;
}

/** What tfjs adds to the logs of a batch that is no metric. */
const NOT_METRICS = ['batch', 'size'];

/**
 * Callback for `model.fit` and `fitDataset`: logs for TensorBoard, in browsers and in Node, without native code.
 *
 * Tags: `batch/<metric>` and `batch/learningRate` by batches since the beginning, `epoch/<metric>` by epochs, and a
 * histogram per weight under its name.
 *
 * @example
 * const records: Uint8Array[] = [];
 * const callback = new TensorBoard({write: record => void records.push(record), everyBatches: 10});
 * // await model.fit(images, labels, {callbacks: callback});
 */
export class TensorBoard extends tfl.Callback {
  readonly #options: Required<TensorBoardOptions>;
  #step: number;
  #begun = false;

  constructor(options: TensorBoardOptions) {
    super();
    const {
      write,
      everyBatches = 1,
      histogramEpochs = 0,
      firstStep = 0,
      now = (): number => Date.now() / 1000,
    } = requireArgs('TensorBoard', options, '{write: record => …}');
    requireFunction('TensorBoard', 'write', write, 'pass {write: record => …}, which keeps the bytes');
    const check = checksFor('TensorBoard');
    this.#options = {
      write,
      everyBatches: check.integer('everyBatches', everyBatches, 1),
      histogramEpochs: check.integer('histogramEpochs', histogramEpochs),
      firstStep: check.integer('firstStep', firstStep),
      now,
    };
    this.#step = firstStep;
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
  override async onEpochEnd(epoch: number, logs?: UnreadLogs): Promise<void> {
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
