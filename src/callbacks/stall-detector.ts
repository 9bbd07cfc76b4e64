import * as tfl from '@tensorflow/tfjs-layers';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {StallMonitor, type StallMonitorArgs, type StallReport} from '../schedules/stall-monitor';
import {chanceLossOf} from './chance-loss';
import {readLogs, type UnreadLogs} from './monitored-metric';

/** Options of {@link StallDetector}. */
export interface StallDetectorOptions extends StallMonitorArgs {
  /** Called with each finding. Default: its message as a warning on the console. */
  onStall?: (report: StallReport) => void;
}

const WHERE = 'StallDetector';
const OPTIONS: KnownOptions<StallDetectorOptions> = {
  classes: true,
  chance: true,
  tolerance: true,
  steps: true,
  onStall: true,
};

/**
 * Callback for `model.fit` and `fitDataset`: says aloud when the loss is stuck at that of guessing or not finite, and
 * what to try. The loss of guessing is ln(classes) for a categorical cross-entropy, `classes` being the length of the
 * model's output unless it is given, and ln 2 for a binary one. With any other loss pass `chance`.
 *
 * Pitfall: with an L2 regularizer the loss of `fit` includes the penalty, so a stuck net is above the loss of guessing.
 *
 * @example
 * const callback = new StallDetector({steps: 200});
 * // await model.fit(images, labels, {callbacks: callback});
 */
export class StallDetector extends tfl.Callback {
  readonly #args: StallMonitorArgs;
  readonly #onStall: (report: StallReport) => void;
  #monitor: StallMonitor | undefined;
  #chance: string | undefined;

  constructor(options: StallDetectorOptions = {}) {
    super();
    const {
      onStall = (report: StallReport): void => {
        console.warn(report.message);
      },
      ...args
    } = checkOptions(WHERE, options, OPTIONS, '{steps: 100}');
    this.#args = args;
    this.#onStall = onStall;
    // The arguments are checked here rather than at the beginning of the training.
    const {classes, chance} = args;
    new StallMonitor(classes === undefined && chance === undefined ? {...args, classes: 2} : args);
  }

  /** Called by tfjs when training begins. */
  override onTrainBegin(): Promise<void> {
    const {classes, chance, ...args} = this.#args;
    const guess = chance === undefined ? chanceLossOf(WHERE, this.model, classes) : {chance};
    const key = JSON.stringify(guess);
    // The next training may be one of another model, or with another loss.
    if (this.#chance !== key) {
      this.#chance = key;
      this.#monitor = new StallMonitor({...args, ...guess});
    }
    return Promise.resolve();
  }

  /** Called by tfjs after each batch. */
  override async onBatchEnd(_batch: number, logs?: UnreadLogs): Promise<void> {
    const {loss} = await readLogs(logs);
    const report = loss === undefined ? undefined : this.#monitor?.observe(loss);
    if (report !== undefined) {
      this.#onStall(report);
    }
  }
}
