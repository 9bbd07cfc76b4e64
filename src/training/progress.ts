/** Progress and speed of a run. */
export interface TrainProgress {
  /** Steps done, those before a resume included. */
  step: number;
  /** Steps that the run will have. */
  totalSteps: number;
  /** Counted from 0. */
  epoch: number;
  epochs: number;
  learningRate: number;
  /** Mean cross-entropy of the last batch. */
  loss: number;
  /** Accuracy on the last batch. */
  accuracy: number;
  /** Loss of the last evaluation on the validation set. */
  validationLoss?: number;
  /** Accuracy of the last evaluation on the validation set. */
  validationAccuracy?: number;
  /** Mean over the last few steps, without evaluations and checkpoints. */
  stepsPerSecond: number;
  imagesPerSecond: number;
  /** Estimated from the average since the first step of this session, evaluations and checkpoints included. */
  secondsLeft: number;
  /** Fraction of this session spent waiting for images, in [0, 1]. */
  waitedFraction: number;
}

/** Steps over which the speed is averaged: a few, so that it follows a machine that gets busy. */
const WINDOW = 20;

/** Measures the speed of a run from the times at which its steps begin and end. */
export class ProgressMeter {
  readonly #now: () => number;
  readonly #startMs: number;
  readonly #window: {ms: number; images: number}[] = [];
  #firstStepMs: number;
  #waitedMs = 0;
  #steps = 0;

  /** @param now a clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#startMs = now();
    this.#firstStepMs = this.#startMs;
  }

  /** Marks the begin of the steps: work before it, such as the features of frozen layers, is not repeated. */
  beginSteps(): void {
    this.#firstStepMs = this.#now();
  }

  /** Adds a step: how long it was computed, how long it waited for its images before, and how many there were. */
  addStep({ms, waitedMs, images}: {ms: number; waitedMs: number; images: number}): void {
    this.#steps += 1;
    this.#waitedMs += waitedMs;
    this.#window.push({ms, images});
    if (this.#window.length > WINDOW) {
      this.#window.shift();
    }
  }

  /** Seconds since this meter was made. */
  get seconds(): number {
    return (this.#now() - this.#startMs) / 1000;
  }

  /** Fraction of the time so far spent waiting, in [0, 1]. */
  get waitedFraction(): number {
    return this.seconds > 0 ? Math.min(1, this.#waitedMs / 1000 / this.seconds) : 0;
  }

  /** Speeds now, and the time that `stepsLeft` steps will take. */
  rates(
    stepsLeft: number,
  ): Pick<TrainProgress, 'stepsPerSecond' | 'imagesPerSecond' | 'secondsLeft' | 'waitedFraction'> {
    const ms = this.#window.reduce((total, step) => total + step.ms, 0);
    const images = this.#window.reduce((total, step) => total + step.images, 0);
    const secondsOfSteps = (this.#now() - this.#firstStepMs) / 1000;
    return {
      stepsPerSecond: ms > 0 ? (1000 * this.#window.length) / ms : 0,
      imagesPerSecond: ms > 0 ? (1000 * images) / ms : 0,
      secondsLeft: this.#steps > 0 ? (secondsOfSteps / this.#steps) * stepsLeft : 0,
      waitedFraction: this.waitedFraction,
    };
  }
}
