import {checksFor, show} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {AlexNetError} from '../errors';

/** Settings for detecting a stall. */
export interface StallMonitorArgs {
  /** Classes of a network whose loss is the cross-entropy of one class: its chance loss is ln(classes). Integer ≥ 2. */
  classes?: number;
  /**
   * The loss of guessing, for any other loss; given in place of `classes`. > 0. False: it is not known, and only losses
   * that are not finite are reported.
   */
  chance?: number | false;
  /** Distance of the mean loss from the loss of guessing, as a fraction of it. > 0. Default 0.01. */
  tolerance?: number;
  /** Steps over which the loss is averaged. Integer ≥ 1. Default 100. */
  steps?: number;
}

/** Problem found in the losses. */
export interface StallReport {
  /** `stuck`: the network is no better than chance. `not-finite`: the training has diverged. */
  kind: 'stuck' | 'not-finite';
  /** Losses seen so far. */
  step: number;
  /** The mean loss of the last steps, or the loss that is not finite. */
  loss: number;
  /** The loss of guessing: ln(classes) for a network that predicts the same probability for every class. */
  chanceLoss: number | undefined;
  /** All of it in words, with what to try. */
  message: string;
}

const WHERE = 'StallMonitor';
const OPTIONS: KnownOptions<StallMonitorArgs> = {classes: true, chance: true, tolerance: true, steps: true};

const STUCK_ADVICE = [
  'initialize with msra (He) instead of N(0, 0.01): small nets and small batches do not leave the start otherwise',
  'warm the learning rate up over the first steps (300 for the full-size net)',
  'scale the input to a standard deviation of about 1, then try a learning rate ten times larger and ten times smaller',
  'look at some photos with their labels: wrong labels also keep the loss at chance',
];
const NOT_FINITE_ADVICE = [
  'a learning rate ten times smaller, or a warm-up',
  'scale the input to a standard deviation of about 1: raw 0–255 values diverge at learning rate 0.01',
];

/**
 * Watches the training loss for the two ways in which a training fails without an error: a loss stuck at
 * that of guessing, and one that is not finite. Each is reported once, and again only after it had gone.
 *
 * @example
 * const monitor = new StallMonitor({classes: 2, steps: 2});
 * [0.70, 0.69].map(loss => monitor.observe(loss)?.kind); // [undefined, 'stuck']
 */
export class StallMonitor {
  readonly #chanceLoss: number | undefined;
  readonly #classes: number | undefined;
  readonly #tolerance: number;
  readonly #recent: number[] = [];
  readonly #steps: number;
  #step = 0;
  #reported: StallReport['kind'] | undefined;

  constructor(args: StallMonitorArgs) {
    const {
      classes,
      chance,
      tolerance = 0.01,
      steps = 100,
    } = checkOptions(WHERE, args, OPTIONS, '{classes: 2}');
    const check = checksFor(WHERE);
    if (classes !== undefined && chance !== undefined) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: WHERE,
        problem: 'the loss of guessing is given twice.',
        expected: 'either classes or chance',
        received: `classes = ${show(classes)}, chance = ${show(chance)}`,
        fix: 'pass classes for a cross-entropy of one class, chance for any other loss',
      });
    }
    if (chance === undefined) {
      this.#classes = check.integer('classes', classes, 2);
      this.#chanceLoss = Math.log(this.#classes);
    } else {
      this.#chanceLoss = chance === false ? undefined : check.positive('chance', chance);
    }
    this.#tolerance = check.positive('tolerance', tolerance);
    this.#steps = check.integer('steps', steps, 1);
  }

  /** Takes the loss of one step in; a report where there is something new to say. */
  observe(loss: number): StallReport | undefined {
    this.#step++;
    if (!Number.isFinite(loss)) {
      this.#recent.length = 0;
      return this.#report('not-finite', loss);
    }
    this.#recent.push(loss);
    if (this.#recent.length > this.#steps) {
      this.#recent.shift();
    }
    if (this.#reported === 'not-finite') {
      this.#reported = undefined;
    }
    if (this.#recent.length < this.#steps || this.#chanceLoss === undefined) {
      return undefined;
    }
    const mean = this.#recent.reduce((sum, value) => sum + value, 0) / this.#steps;
    const distance = Math.abs(mean - this.#chanceLoss) / this.#chanceLoss;
    if (distance <= this.#tolerance) {
      return this.#report('stuck', mean);
    }
    // Only a clear departure ends a stall: a mean that wavers about the tolerance is still the same one.
    if (distance > 2 * this.#tolerance) {
      this.#reported = undefined;
    }
    return undefined;
  }

  #report(kind: StallReport['kind'], loss: number): StallReport | undefined {
    if (this.#reported === kind) {
      return undefined;
    }
    this.#reported = kind;
    const chanceLoss = this.#chanceLoss;
    const [problem, advice] =
      kind === 'stuck'
        ? [
            `the mean loss of the last ${this.#steps} steps is ${loss.toFixed(4)}, that of guessing: ` +
              `${this.#classes === undefined ? '' : `ln ${this.#classes} = `}${chanceLoss?.toFixed(4)}.`,
            STUCK_ADVICE,
          ]
        : [`the loss is ${loss} at step ${this.#step}: the training has diverged.`, NOT_FINITE_ADVICE];
    const message = [problem, ...advice.map(line => `  try: ${line}`)].join('\n');
    return {kind, step: this.#step, loss, chanceLoss, message};
  }
}
