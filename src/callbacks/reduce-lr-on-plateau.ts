import * as tfl from '@tensorflow/tfjs-layers';
import {requireArgs} from '../core/structured-argument';
import {PlateauSchedule, type PlateauScheduleArgs} from '../schedules/plateau-schedule';
import {monitoredMetric, readLogs, resolveMode, type MetricMode, type UnreadLogs} from './monitored-metric';
import {getLearningRate, setLearningRate} from './optimizer-learning-rate';

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions extends Omit<PlateauScheduleArgs, 'learningRate' | 'mode'> {
  /** Metric that is watched, by the name that `fit` gives it. Default 'val_loss'. */
  monitor?: string;
  /** Whether it is to fall or to rise. Default 'auto': to rise if its name contains `acc`. */
  mode?: MetricMode;
  /** Called after each reduction. */
  onReduce?: (reduction: {epoch: number; learningRate: number; previous: number}) => void;
}

/**
 * Callback for `model.fit` and `fitDataset`: multiplies the optimizer's learning rate by `factor` whenever a metric has
 * stopped improving. Works with this library's optimizer and with those of `tf.train`. The {@link PlateauSchedule}
 * within goes on through further calls of `fit`.
 *
 * @example
 * const callback = new ReduceLROnPlateau({monitor: 'val_loss', factor: 0.1, patience: 3});
 * // await model.fit(images, labels, {epochs: 90, validationSplit: 0.2, callbacks: callback});
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 5.
 */
export class ReduceLROnPlateau extends tfl.Callback {
  readonly #monitor: string;
  readonly #args: Omit<PlateauScheduleArgs, 'learningRate'>;
  readonly #onReduce: ReduceLROnPlateauOptions['onReduce'];
  #schedule: PlateauSchedule | undefined;

  constructor(options: ReduceLROnPlateauOptions = {}) {
    super();
    const {
      monitor = 'val_loss',
      mode = 'auto',
      onReduce,
      ...args
    } = requireArgs('ReduceLROnPlateau', options, '{factor: 0.1}');
    this.#monitor = monitor;
    this.#args = {...args, mode: resolveMode('ReduceLROnPlateau', monitor, mode)};
    this.#onReduce = onReduce;
    // The arguments are checked here rather than in the middle of the training.
    new PlateauSchedule({...this.#args, learningRate: 0});
  }

  /** The state machine within, from the beginning of the training; undefined before. */
  get schedule(): PlateauSchedule | undefined {
    return this.#schedule;
  }

  /** Called by tfjs when training begins. */
  override onTrainBegin(): Promise<void> {
    this.#schedule ??= new PlateauSchedule({
      ...this.#args,
      learningRate: getLearningRate(this.model.optimizer),
    });
    return Promise.resolve();
  }

  /** Called by tfjs after each epoch. */
  override async onEpochEnd(epoch: number, logs?: UnreadLogs): Promise<void> {
    const metrics = await readLogs(logs);
    const schedule = this.#schedule;
    if (schedule === undefined) {
      return;
    }
    const previous = schedule.learningRate;
    const learningRate = schedule.observe(monitoredMetric('ReduceLROnPlateau', metrics, this.#monitor));
    if (learningRate < previous) {
      setLearningRate(this.model.optimizer, learningRate);
      this.#onReduce?.({epoch, learningRate, previous});
    }
  }
}
