import {type io} from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {requireArgs} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {resolveMode, type MetricMode} from './metric-mode';
import {monitoredMetric, readLogs, type UnreadLogs} from './monitored-metric';

/** What is known of a saved model. */
export interface ModelCheckpointInfo {
  /** Epoch after which it was saved, counted from 0. */
  epoch: number;
  /** All metrics of that epoch. */
  metrics: Readonly<Record<string, number>>;
  /** The watched metric; undefined where `fit` does not compute it. */
  value: number | undefined;
  /** Whether it was the best so far. */
  best: boolean;
}

/** Where a model goes: a URL that tfjs knows (`localstorage://…`, `indexeddb://…`, `https://…`) or an IOHandler. */
export type SaveTarget = string | io.IOHandler;

/** Options of {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions {
  /** Where to save: one place that each saved model overwrites, or a function that gives each a place of its own. */
  save: SaveTarget | ((info: ModelCheckpointInfo) => SaveTarget | Promise<SaveTarget>);
  /** Metric that is watched, by the name that `fit` gives it. Default 'val_loss'. */
  monitor?: string;
  /** Whether it is to fall or to rise. Default 'auto': to rise if its name contains `acc`. */
  mode?: MetricMode;
  /** Saves only after an epoch that was better than all before. Default false. */
  saveBestOnly?: boolean;
  /** Epochs between two saves, where not only the best are saved. Whole, ≥ 1. Default 1. */
  everyEpochs?: number;
  /** Saves the optimizer's state as well. Default false. */
  includeOptimizer?: boolean;
  /** How many of the best are kept beside the last one; `remove` is called for the others. Default: all are kept. */
  keep?: number;
  /** Removes a saved model that is no longer kept; needed with `keep`. */
  remove?: (info: ModelCheckpointInfo) => void | Promise<void>;
}

/**
 * Callback for `model.fit` and `fitDataset`: saves the model after epochs, all or those that are the best so far. A
 * metric that is not a number is never the best.
 *
 * @example
 * const callback = new ModelCheckpoint({
 *   save: ({epoch}) => `indexeddb://alexnet-${epoch}`,
 *   monitor: 'val_acc',
 *   keep: 4,
 *   remove: ({epoch}) => tf.io.removeModel(`indexeddb://alexnet-${epoch}`),
 * });
 */
export class ModelCheckpoint extends tfl.Callback {
  readonly #options: ModelCheckpointOptions & {monitor: string; everyEpochs: number; mode: 'min' | 'max'};
  #saved: ModelCheckpointInfo[] = [];
  #best: number | undefined;

  constructor(options: ModelCheckpointOptions) {
    super();
    const {
      monitor = 'val_loss',
      mode = 'auto',
      everyEpochs = 1,
      keep,
      remove,
    } = requireArgs('ModelCheckpoint', options, "{save: 'indexeddb://alexnet'}");
    const check = checksFor('ModelCheckpoint');
    check.integer('everyEpochs', everyEpochs, 1);
    if (keep !== undefined) {
      check.integer('keep', keep);
      if (remove === undefined || typeof options.save !== 'function') {
        throw new AlexNetError({
          code: 'bad-argument',
          where: 'ModelCheckpoint',
          problem: 'keep needs a place for each saved model and a way to remove one.',
          expected: 'save: a function, remove: a function',
          received: `save: ${typeof options.save}, remove: ${typeof remove}`,
          fix: 'pass save: info => place and remove: info => …, or leave keep out',
        });
      }
    }
    this.#options = {...options, monitor, everyEpochs, mode: resolveMode('ModelCheckpoint', monitor, mode)};
  }

  /** The models that were saved and are kept, in the order of their epochs. */
  get saved(): readonly ModelCheckpointInfo[] {
    return this.#saved;
  }

  /** Called by tfjs after each epoch. */
  override async onEpochEnd(epoch: number, logs?: UnreadLogs): Promise<void> {
    const {monitor, saveBestOnly = false, keep, everyEpochs, includeOptimizer = false, save} = this.#options;
    const metrics = await readLogs(logs);
    const value =
      saveBestOnly || keep !== undefined
        ? monitoredMetric('ModelCheckpoint', metrics, monitor)
        : metrics[monitor];
    const best = value !== undefined && Number.isFinite(value) && this.#isBetter(value, this.#best);
    if (best) {
      this.#best = value;
    }
    if (saveBestOnly ? !best : (epoch + 1) % everyEpochs !== 0) {
      return;
    }
    const info: ModelCheckpointInfo = {epoch, metrics, value, best};
    await this.model.save(typeof save === 'function' ? await save(info) : save, {includeOptimizer});
    this.#saved = [...this.#saved, info];
    await this.#removeSurplus();
  }

  /** Keeps the last one and the best `keep`; of equals the earlier. */
  async #removeSurplus(): Promise<void> {
    const {keep, remove} = this.#options;
    if (keep === undefined) {
      return;
    }
    const ranked = this.#saved
      .filter(({value}) => value !== undefined && Number.isFinite(value))
      .sort((a, b) => this.#compare(a.value ?? NaN, b.value ?? NaN) || a.epoch - b.epoch);
    const kept = new Set([...ranked.slice(0, keep), ...this.#saved.slice(-1)]);
    const surplus = this.#saved.filter(info => !kept.has(info));
    this.#saved = this.#saved.filter(info => kept.has(info));
    for (const info of surplus) {
      await remove?.(info);
    }
  }

  #isBetter(value: number, than: number | undefined): boolean {
    return than === undefined || this.#compare(value, than) < 0;
  }

  /** Negative where `a` is the better one. */
  #compare(a: number, b: number): number {
    return this.#options.mode === 'min' ? a - b : b - a;
  }
}
