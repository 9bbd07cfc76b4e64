import {type io} from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {decodeNumber, encodeNumber, type JsonNumber} from '../core/json-number';
import {requireList} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {ImprovementRule, type ImprovementArgs} from '../schedules/improvement-rule';
import {resolveMonitor, type MetricMode, type MonitorState} from './metric-mode';
import {monitoredMetric, readLogs, type UnreadLogs} from './monitored-metric';

/** Epoch and metrics of a saved model. */
export interface ModelCheckpointInfo {
  /** Epoch after which it was saved, counted from 0 through all calls of `fit`. */
  epoch: number;
  /** All metrics of that epoch. */
  metrics: Readonly<Record<string, number>>;
  /** The watched metric; undefined where `fit` does not compute it. */
  value: number | undefined;
  /** Whether it was a new best. */
  best: boolean;
}

/** State of a {@link ModelCheckpoint}, JSON-safe. */
export interface ModelCheckpointState extends MonitorState {
  /** Best metric so far; null before the first. */
  best: JsonNumber | null;
  /** Epochs so far. */
  epochs: number;
  /** The models that are kept. */
  saved: readonly {
    epoch: number;
    metrics: Readonly<Record<string, JsonNumber>>;
    value: JsonNumber | null;
    best: boolean;
  }[];
}

/** Place of a saved model: a URL that tfjs knows (`localstorage://…`, `indexeddb://…`, `https://…`) or an IOHandler. */
export type SaveTarget = string | io.IOHandler;

/** Options of {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions extends ImprovementArgs {
  /** Place of the saved models: one that each overwrites, or a function that returns a place for each. */
  save: SaveTarget | ((info: ModelCheckpointInfo) => SaveTarget | Promise<SaveTarget>);
  /** Name of the metric to watch, as in the logs of `fit`. Default 'val_loss'. */
  monitor?: string;
  /** Whether it is to fall or to rise. Default 'auto': as is known of losses, accuracies and other common metrics. */
  mode?: MetricMode;
  /** By how much a metric must beat the best to be a new best. ≥ 0. Default 0. */
  minDelta?: number;
  /** Best metric of an earlier training; only what beats it is a new best. Default: none. */
  initialBest?: number;
  /** The `state` of the callback of an interrupted training: its best, and the models that it keeps. */
  state?: ModelCheckpointState;
  /** Saves only after an epoch that was better than all before. Default false. */
  saveBestOnly?: boolean;
  /** Epochs between two saves, where not only the best are saved. Integer ≥ 1. Default 1. */
  everyEpochs?: number;
  /** Saves the optimizer's state as well. Default false. */
  includeOptimizer?: boolean;
  /** Number of the best models that are kept beside the last one; `remove` is called for the others. Default: all. */
  keep?: number;
  /** Removes a saved model that is no longer kept; needed with `keep`. */
  remove?: (info: ModelCheckpointInfo) => void | Promise<void>;
}

const WHERE = 'ModelCheckpoint';
const OPTIONS: KnownOptions<ModelCheckpointOptions> = {
  save: true,
  monitor: true,
  mode: true,
  minDelta: true,
  minDeltaMode: true,
  firstIsBest: true,
  initialBest: true,
  state: true,
  saveBestOnly: true,
  everyEpochs: true,
  includeOptimizer: true,
  keep: true,
  remove: true,
};

/**
 * Callback for `model.fit` and `fitDataset`: saves the model after every epoch, or after each new best. Keeps its state
 * in further calls of `fit`; pass its `state` to the callback of a resumed training, whose first epoch would otherwise
 * count as a new best and overwrite a better model.
 *
 * Pitfall: NaN is never the best. In Keras the first metric is the best even so; `firstIsBest` does the same.
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
  readonly #options: ModelCheckpointOptions;
  readonly #monitor: MonitorState;
  readonly #rule: ImprovementRule;
  #saved: ModelCheckpointInfo[] = [];
  #best: number | null = null;
  #epochs = 0;

  constructor(options: ModelCheckpointOptions) {
    super();
    const {
      monitor,
      mode,
      minDelta = 0,
      minDeltaMode = 'abs',
      firstIsBest = false,
      initialBest,
      state,
      saveBestOnly = false,
      everyEpochs = 1,
      includeOptimizer = false,
      keep,
    } = checkOptions(WHERE, options, OPTIONS, "{save: 'indexeddb://alexnet'}");
    this.#options = options;
    this.#monitor = resolveMonitor(WHERE, {monitor, mode, state});
    this.#rule = new ImprovementRule(WHERE, {
      mode: this.#monitor.mode,
      minDelta,
      minDeltaMode,
      firstIsBest,
    });
    const check = checksFor(WHERE);
    check.boolean('saveBestOnly', saveBestOnly);
    check.boolean('includeOptimizer', includeOptimizer);
    check.integer('everyEpochs', everyEpochs, 1);
    if (keep !== undefined) {
      check.integer('keep', keep);
      checkPlaces(options);
    }
    if (state !== undefined) {
      this.#goOn(state);
    }
    if (initialBest !== undefined) {
      this.#best = check.finite('initialBest', initialBest);
    }
  }

  /** The models that were saved and are kept, in the order of their epochs. */
  get saved(): readonly ModelCheckpointInfo[] {
    return this.#saved;
  }

  /** Best metric so far; undefined before the first. */
  get best(): number | undefined {
    return this.#best ?? undefined;
  }

  /** State to pass to the callback of a resumed training, JSON-safe. */
  get state(): ModelCheckpointState {
    return {
      ...this.#monitor,
      best: this.#best === null ? null : encodeNumber(this.#best),
      epochs: this.#epochs,
      saved: this.#saved.map(({epoch, metrics, value, best}) => ({
        epoch,
        metrics: Object.fromEntries(
          Object.entries(metrics).map(([name, metric]) => [name, encodeNumber(metric)]),
        ),
        value: value === undefined ? null : encodeNumber(value),
        best,
      })),
    };
  }

  /** Called by tfjs after each epoch. */
  override async onEpochEnd(epochOfFit: number, logs?: UnreadLogs): Promise<void> {
    const {saveBestOnly = false, keep, everyEpochs = 1, includeOptimizer = false, save} = this.#options;
    const {monitor} = this.#monitor;
    // A further call of fit counts its epochs from 0 again, unless it is told initialEpoch.
    const epoch = Math.max(this.#epochs, epochOfFit);
    this.#epochs = epoch + 1;
    const metrics = await readLogs(logs);
    const value =
      saveBestOnly || keep !== undefined ? monitoredMetric(WHERE, metrics, monitor) : metrics[monitor];
    const best = value !== undefined && this.#rule.isImprovement(value, this.#best);
    const isSaved = saveBestOnly ? best : (epoch + 1) % everyEpochs === 0;
    if (isSaved) {
      const info: ModelCheckpointInfo = {epoch, metrics, value, best};
      await this.model.save(typeof save === 'function' ? await save(info) : save, {includeOptimizer});
      this.#saved = [...this.#saved, info];
    }
    // Set only now: a best model that could not be saved must not count.
    if (best) {
      this.#best = value;
    }
    if (isSaved) {
      await this.#removeSurplus();
    }
  }

  /** Keeps the last one and the best `keep`; of equals the earlier. */
  async #removeSurplus(): Promise<void> {
    const {keep, remove} = this.#options;
    if (keep === undefined) {
      return;
    }
    const ranked = this.#saved
      .filter(({value}) => value !== undefined && !Number.isNaN(value))
      .sort((a, b) => this.#compare(a.value ?? NaN, b.value ?? NaN) || a.epoch - b.epoch);
    const kept = new Set([...ranked.slice(0, keep), ...this.#saved.slice(-1)]);
    const surplus = this.#saved.filter(info => !kept.has(info));
    this.#saved = this.#saved.filter(info => kept.has(info));
    for (const info of surplus) {
      await remove?.(info);
    }
  }

  /** Negative where `a` is the better one. */
  #compare(a: number, b: number): number {
    const [better, worse] = this.#monitor.mode === 'min' ? [a, b] : [b, a];
    return better === worse ? 0 : better - worse;
  }

  #goOn({best, epochs, saved}: ModelCheckpointState): void {
    const where = `${WHERE} state`;
    this.#best = best === null ? null : decodeNumber(where, 'best', best);
    this.#epochs = checksFor(where, 'bad-state').integer('epochs', epochs);
    requireList(where, 'saved', saved, {what: 'a list of saved models', fix: 'pass the state of a callback'});
    this.#saved = saved.map(({epoch, metrics, value, best: isBest}) => ({
      epoch,
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([name, metric]) => [name, decodeNumber(where, name, metric)]),
      ),
      value: value === null ? undefined : decodeNumber(where, 'value', value),
      best: isBest,
    }));
  }
}

function checkPlaces({save, remove}: ModelCheckpointOptions): void {
  if (remove === undefined || typeof save !== 'function') {
    throw new AlexNetError({
      code: 'bad-argument',
      where: WHERE,
      problem: 'keep needs a place for each saved model and a way to remove one.',
      expected: 'save: a function, remove: a function',
      received: `save: ${typeof save}, remove: ${typeof remove}`,
      fix: 'pass save: info => place and remove: info => …, or leave keep out',
    });
  }
}
