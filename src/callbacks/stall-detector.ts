import * as tfl from '@tensorflow/tfjs-layers';
import {requireArgs} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {StallMonitor, type StallMonitorArgs, type StallReport} from '../schedules/stall-monitor';
import {readLogs, type UnreadLogs} from './monitored-metric';

/** Options of {@link StallDetector}. */
export interface StallDetectorOptions extends Partial<StallMonitorArgs> {
  /** Called with each finding. Default: its message as a warning on the console. */
  onStall?: (report: StallReport) => void;
}

/**
 * Callback for `model.fit` and `fitDataset`: says aloud when the loss is stuck at ln(classes) or not finite, and what
 * to try. The number of classes is the length of the model's output unless it is given.
 *
 * Trap: with an L2 regularizer the loss of `fit` holds the penalty, and a stuck net stands above ln(classes).
 *
 * @example
 * const callback = new StallDetector({steps: 200});
 * // await model.fit(images, labels, {callbacks: callback});
 */
export class StallDetector extends tfl.Callback {
  readonly #args: Partial<StallMonitorArgs>;
  readonly #onStall: (report: StallReport) => void;
  #monitor: StallMonitor | undefined;

  constructor(options: StallDetectorOptions = {}) {
    super();
    const {
      onStall = (report: StallReport): void => {
        console.warn(report.message);
      },
      ...args
    } = requireArgs('StallDetector', options, '{steps: 100}');
    this.#args = args;
    this.#onStall = onStall;
    // The arguments are checked here rather than at the beginning of the training.
    new StallMonitor({classes: 2, ...args});
  }

  /** Called by tfjs when training begins. */
  override onTrainBegin(): Promise<void> {
    this.#monitor ??= new StallMonitor({
      ...this.#args,
      classes: this.#args.classes ?? countClasses(this.model),
    });
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

function countClasses(model: tfl.LayersModel): number {
  const length = model.outputs[0]?.shape.at(-1);
  if (typeof length !== 'number') {
    throw new AlexNetError({
      code: 'bad-shape',
      where: 'StallDetector',
      problem: 'the number of classes cannot be read from the output of the model.',
      expected: 'an output [batch, classes]',
      received: `output ${JSON.stringify(model.outputs[0]?.shape)}`,
      fix: 'pass classes',
    });
  }
  // A single output is the probability of one of two classes.
  return Math.max(2, length);
}
