/** How far a run is and how fast it goes. */
export interface TrainProgress {
  /** Steps done, those before a resume included. */
  step: number;
  /** Steps that the run will have. */
  totalSteps: number;
  /** Counted from 0. */
  epoch: number;
  epochs: number;
  learningRate: number;
  /** Of the last batch. */
  loss: number;
  /** Of the last batch. */
  accuracy: number;
  /** Of the last evaluation on the held-out photos. */
  validationLoss?: number;
  validationAccuracy?: number;
  /** Of the last few steps, without evaluations and checkpoints. */
  stepsPerSecond: number;
  imagesPerSecond: number;
  /** Estimated from the average since the first step of this session, evaluations and checkpoints included. */
  secondsLeft: number;
  /** Part of this session's time spent waiting for photos, in [0, 1]. */
  waitedShare: number;
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

  /** Says that the steps begin: what was done before, such as the features of frozen layers, is not done again. */
  beginSteps(): void {
    this.#firstStepMs = this.#now();
  }

  /** Adds time that went into waiting for photos. */
  addWait(ms: number): void {
    this.#waitedMs += ms;
  }

  /** Adds a step that took `ms` and had `images` pictures. */
  addStep(ms: number, images: number): void {
    this.#steps += 1;
    this.#window.push({ms, images});
    if (this.#window.length > WINDOW) {
      this.#window.shift();
    }
  }

  /** Since this meter was made. */
  get seconds(): number {
    return (this.#now() - this.#startMs) / 1000;
  }

  /** Part of the time so far spent waiting, in [0, 1]. */
  get waitedShare(): number {
    return this.seconds > 0 ? Math.min(1, this.#waitedMs / 1000 / this.seconds) : 0;
  }

  /** The speeds now, with `stepsLeft` steps to go. */
  rates(
    stepsLeft: number,
  ): Pick<TrainProgress, 'stepsPerSecond' | 'imagesPerSecond' | 'secondsLeft' | 'waitedShare'> {
    const ms = this.#window.reduce((total, step) => total + step.ms, 0);
    const images = this.#window.reduce((total, step) => total + step.images, 0);
    const secondsOfSteps = (this.#now() - this.#firstStepMs) / 1000;
    return {
      stepsPerSecond: ms > 0 ? (1000 * this.#window.length) / ms : 0,
      imagesPerSecond: ms > 0 ? (1000 * images) / ms : 0,
      secondsLeft: this.#steps > 0 ? (secondsOfSteps / this.#steps) * stepsLeft : 0,
      waitedShare: this.waitedShare,
    };
  }
}
