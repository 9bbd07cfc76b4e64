import * as tfl from '@tensorflow/tfjs-layers';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {encodeNumber} from '../core/json-number';
import {
  PlateauSchedule,
  type PlateauScheduleArgs,
  type PlateauScheduleState,
} from '../schedules/plateau-schedule';
import {resolveMonitor, type MetricMode} from './metric-mode';
import {monitoredMetric, readLogs, type UnreadLogs} from './monitored-metric';
import {getLearningRate, setLearningRate} from './optimizer-learning-rate';

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions extends Omit<PlateauScheduleArgs, 'learningRate' | 'mode'> {
  /** Name of the metric to watch, as in the logs of `fit`. Default 'val_loss'. */
  monitor?: string;
  /** Whether it is to fall or to rise. Default 'auto': as is known of losses, accuracies and other common metrics. */
  mode?: MetricMode;
  /** Best metric of an earlier training, which has to be beaten. Default: none. */
  initialBest?: number;
  /** The `state` of the callback of an interrupted training; options that are given beside it stand above it. */
  state?: ReduceLROnPlateauState;
  /** Called after each reduction. */
  onReduce?: (reduction: {epoch: number; learningRate: number; previous: number}) => void;
}

/** All of a {@link ReduceLROnPlateau}: its settings and where it stands. JSON-safe. */
export interface ReduceLROnPlateauState extends PlateauScheduleState {
  /** Metric that is watched. */
  monitor: string;
}

const WHERE = 'ReduceLROnPlateau';
const OPTIONS: KnownOptions<ReduceLROnPlateauOptions> = {
  monitor: true,
  mode: true,
  factor: true,
  patience: true,
  minDelta: true,
  minDeltaMode: true,
  firstIsBest: true,
  cooldown: true,
  minLr: true,
  minReduction: true,
  counting: true,
  initialBest: true,
  state: true,
  onReduce: true,
};

/**
 * Callback for `model.fit` and `fitDataset`: multiplies the learning rate that the optimizer has by `factor` whenever a
 * metric has stopped improving. Works with this library's optimizer and with those of `tf.train`. Keeps its state in
 * further calls of `fit`.
 *
 * Pitfall: `patience` and `cooldown` count as in PyTorch; `{counting: 'keras', firstIsBest: true}` does as Keras does.
 *
 * @example
 * const callback = new ReduceLROnPlateau({monitor: 'val_loss', factor: 0.1, patience: 3});
 * // await model.fit(images, labels, {epochs: 90, validationSplit: 0.2, callbacks: callback});
 * @see Krizhevsky, Sutskever, Hinton (2012), section 5.
 */
export class ReduceLROnPlateau extends tfl.Callback {
  readonly #monitor: string;
  readonly #onReduce: ReduceLROnPlateauOptions['onReduce'];
  readonly #schedule: PlateauSchedule;

  constructor(options: ReduceLROnPlateauOptions = {}) {
    super();
    const {monitor, mode, initialBest, state, onReduce, ...args} = checkOptions(
      WHERE,
      options,
      OPTIONS,
      '{factor: 0.1}',
      {learningRate: 'set the learning rate of the optimizer: the callback multiplies what it has'},
    );
    const {monitor: watched, mode: direction} = resolveMonitor(WHERE, {monitor, mode, state});
    this.#monitor = watched;
    this.#onReduce = onReduce;
    const settings = {...withoutUndefined(args), mode: direction};
    // The rate in the state machine is of no account: each observation brings the one that the optimizer has.
    const schedule =
      state === undefined
        ? new PlateauSchedule({learningRate: 0, ...settings})
        : PlateauSchedule.fromJSON({...withoutMonitor(state), ...settings});
    this.#schedule =
      initialBest === undefined
        ? schedule
        : PlateauSchedule.fromJSON({...schedule.toJSON(), best: encodeNumber(initialBest)});
  }

  /** The state machine within. Its learning rate is the one of the last observation. */
  get schedule(): PlateauSchedule {
    return this.#schedule;
  }

  /** Settings and position, JSON-safe, to pass to the callback of a resumed training. */
  get state(): ReduceLROnPlateauState {
    return {monitor: this.#monitor, ...this.#schedule.toJSON()};
  }

  /** Called by tfjs after each epoch. */
  override async onEpochEnd(epoch: number, logs?: UnreadLogs): Promise<void> {
    const metrics = await readLogs(logs);
    const {optimizer} = this.model;
    const previous = getLearningRate(optimizer);
    const learningRate = this.#schedule.observe(monitoredMetric(WHERE, metrics, this.#monitor), previous);
    if (learningRate < previous) {
      setLearningRate(optimizer, learningRate);
      this.#onReduce?.({epoch, learningRate, previous});
    }
  }
}

function withoutUndefined<T extends object>(args: T): T {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as T;
}

function withoutMonitor({monitor: _monitor, ...state}: ReduceLROnPlateauState): PlateauScheduleState {
  return state;
}
