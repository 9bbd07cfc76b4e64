import {checksFor} from '../core/check';
import {requireArgs, requireFields} from '../core/structured-argument';

/** Arguments of {@link PlateauSchedule}. */
export interface PlateauScheduleArgs {
  /** Learning rate at the start. ≥ 0. */
  learningRate: number;
  /** What the learning rate is multiplied by when the metric stalls. In (0, 1). Default 0.1 (section 5). */
  factor?: number;
  /**
   * Observations without improvement that are waited through; the one after them reduces. Whole, ≥ 0. Default 10, as
   * in PyTorch and Keras; the paper reduced by hand.
   */
  patience?: number;
  /** By how much a metric must beat the best to count as improvement. ≥ 0. Default 1e-4. */
  threshold?: number;
  /** Observations after a reduction that are not counted as bad. Whole, ≥ 0. Default 0. */
  cooldown?: number;
  /** The learning rate is never reduced below this. ≥ 0. Default 0. */
  minimum?: number;
  /** Whether the metric is to fall ('min', a loss) or to rise ('max', an accuracy). Default 'min'. */
  mode?: 'min' | 'max';
}

/** All of a {@link PlateauSchedule}: its arguments, resolved, and where it stands. JSON-safe. */
export interface PlateauScheduleState extends Required<PlateauScheduleArgs> {
  /** Best metric so far; null before the first that is a number. */
  best: number | null;
  /** Observations since the last improvement, reduction or end of cooldown. */
  badObservations: number;
  /** Observations of the cooldown that are left. */
  cooldownLeft: number;
  /** How often the learning rate was reduced. */
  reductions: number;
}

const ARGUMENTS = ['learningRate', 'factor', 'patience', 'threshold', 'cooldown', 'minimum', 'mode'];
const POSITION = ['best', 'badObservations', 'cooldownLeft', 'reductions'];

/**
 * A learning rate that is divided whenever a metric has stopped improving: a state machine without clock, model or
 * tensor. A metric that is not a number is never an improvement.
 *
 * @example
 * const schedule = new PlateauSchedule({learningRate: 0.01, patience: 1});
 * [0.9, 0.8, 0.8, 0.8].map(loss => schedule.observe(loss)); // [0.01, 0.01, 0.01, 0.001]
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 5: "divide the learning rate by 10 when the validation error
 * rate stopped improving".
 */
export class PlateauSchedule {
  readonly #state: PlateauScheduleState;

  constructor(args: PlateauScheduleArgs) {
    const check = checksFor('PlateauSchedule');
    requireArgs('PlateauSchedule', args, '{learningRate: 0.01}');
    check.knownKeys('argument', args, ARGUMENTS);
    const {factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, minimum = 0, mode = 'min'} = args;
    this.#state = {
      learningRate: check.finite('learningRate', args.learningRate, 0),
      // A factor of 1 would never reduce.
      factor: check.finite('factor', check.positive('factor', factor), 0, 1 - Number.EPSILON),
      patience: check.integer('patience', patience),
      threshold: check.finite('threshold', threshold, 0),
      cooldown: check.integer('cooldown', cooldown),
      minimum: check.finite('minimum', minimum, 0),
      mode: check.oneOf('mode', mode, ['min', 'max']),
      best: null,
      badObservations: 0,
      cooldownLeft: 0,
      reductions: 0,
    };
  }

  /** Goes on from what {@link toJSON} gave. */
  static fromJSON(json: PlateauScheduleState): PlateauSchedule {
    const check = checksFor('PlateauSchedule.fromJSON', 'bad-state');
    requireFields('PlateauSchedule.fromJSON', 'json', json, {
      what: 'a saved state',
      fields: ['learningRate'],
      fix: 'pass what toJSON() gave',
    });
    check.knownKeys('key', json, [...ARGUMENTS, ...POSITION]);
    const {best, badObservations, cooldownLeft, reductions, ...args} = json;
    const schedule = new PlateauSchedule(args);
    const state = schedule.#state;
    state.best = best === null ? null : check.finite('best', best);
    state.badObservations = check.integer('badObservations', badObservations);
    state.cooldownLeft = check.integer('cooldownLeft', cooldownLeft);
    state.reductions = check.integer('reductions', reductions);
    return schedule;
  }

  /** Learning rate now. */
  get learningRate(): number {
    return this.#state.learningRate;
  }

  /** How often the learning rate was reduced. */
  get reductions(): number {
    return this.#state.reductions;
  }

  /** Takes the metric of one evaluation in and returns the learning rate from here on. */
  observe(metric: number): number {
    const state = this.#state;
    if (this.#isImprovement(metric)) {
      state.best = metric;
      state.badObservations = 0;
    } else {
      state.badObservations++;
    }
    if (state.cooldownLeft > 0) {
      state.cooldownLeft--;
      state.badObservations = 0;
    }
    if (state.badObservations > state.patience) {
      this.#reduce();
    }
    return state.learningRate;
  }

  /** Arguments and position, for {@link fromJSON}; `JSON.stringify` calls this. */
  toJSON(): PlateauScheduleState {
    return {...this.#state};
  }

  #isImprovement(metric: number): boolean {
    const {best, threshold, mode} = this.#state;
    if (!Number.isFinite(metric)) {
      return false;
    }
    if (best === null) {
      return true;
    }
    return mode === 'min' ? metric < best - threshold : metric > best + threshold;
  }

  #reduce(): void {
    const state = this.#state;
    state.badObservations = 0;
    state.cooldownLeft = state.cooldown;
    // A learning rate that started below the minimum is left where it is, never raised.
    const reduced = Math.min(state.learningRate, Math.max(state.minimum, state.learningRate * state.factor));
    if (reduced < state.learningRate) {
      state.learningRate = reduced;
      state.reductions++;
    }
  }
}
