import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {decodeNumber, encodeNumber, type JsonNumber} from '../core/json-number';
import {requireFields} from '../core/structured-argument';
import {ImprovementRule, type ImprovementArgs} from './improvement-rule';

/** Arguments of {@link PlateauSchedule}. */
export interface PlateauScheduleArgs extends ImprovementArgs {
  /** Learning rate at the start. ≥ 0. */
  learningRate: number;
  /** Factor on the learning rate when the metric stalls. In (0, 1). Default 0.1 (section 5). */
  factor?: number;
  /** Observations without improvement before a reduction, counted as `counting` says. Integer ≥ 0. Default 10. */
  patience?: number;
  /** By how much a metric must beat the best to count as improvement. ≥ 0. Default 1e-4. */
  minDelta?: number;
  /** Observations after a reduction that are not counted as bad, as `counting` says. Integer ≥ 0. Default 0. */
  cooldown?: number;
  /** The learning rate is never reduced below this. ≥ 0. Default 0. */
  minLr?: number;
  /** A reduction by this or less is not made (PyTorch's `eps`, there 1e-8). ≥ 0. Default 0. */
  minReduction?: number;
  /** Whether the metric is to fall ('min', a loss) or to rise ('max', an accuracy). Default 'min'. */
  mode?: 'min' | 'max';
  /**
   * The evaluations that `patience` and `cooldown` count. Default 'pytorch'.
   *
   * - 'pytorch': `patience` bad observations are waited through and the next one reduces; `cooldown` observations are
   *   not counted. Where the rate is at `minLr` already, the wait begins anew.
   * - 'keras': the bad observation number `patience` reduces (0 is the same as 1); `cooldown` − 1 observations are not
   *   counted. Where the rate is at `minLr` already, the next bad observation tries again.
   */
  counting?: 'pytorch' | 'keras';
}

/** All of a {@link PlateauSchedule}: its arguments, resolved, and where it stands. JSON-safe. */
export interface PlateauScheduleState extends Required<PlateauScheduleArgs> {
  /** Best metric so far; null before the first. */
  best: JsonNumber | null;
  /** Observations since the last improvement, reduction or end of cooldown. */
  badObservations: number;
  /** Observations of the cooldown that are left. */
  cooldownLeft: number;
  /** Number of reductions of the learning rate. */
  reductions: number;
}

const WHERE = 'PlateauSchedule';

/** State of a plateau schedule. */
interface Position {
  learningRate: number;
  best: number | null;
  badObservations: number;
  cooldownLeft: number;
  reductions: number;
}

const OPTIONS: KnownOptions<PlateauScheduleArgs> = {
  learningRate: true,
  factor: true,
  patience: true,
  minDelta: true,
  minDeltaMode: true,
  firstIsBest: true,
  cooldown: true,
  minLr: true,
  minReduction: true,
  mode: true,
  counting: true,
};
const STATE: KnownOptions<PlateauScheduleState> = {
  ...OPTIONS,
  best: true,
  badObservations: true,
  cooldownLeft: true,
  reductions: true,
};

/**
 * A learning rate that is reduced whenever a metric has stopped improving: a state machine without clock, model or
 * tensor.
 *
 * @example
 * const schedule = new PlateauSchedule({learningRate: 0.01, patience: 1});
 * [0.9, 0.8, 0.8, 0.8].map(loss => schedule.observe(loss)); // [0.01, 0.01, 0.01, 0.001]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 5: "divide the learning rate by 10 when the validation error
 * rate stopped improving".
 */
export class PlateauSchedule {
  readonly #settings: Omit<Required<PlateauScheduleArgs>, 'learningRate'>;
  readonly #rule: ImprovementRule;
  readonly #position: Position;

  constructor(args: PlateauScheduleArgs) {
    const {
      learningRate,
      factor = 0.1,
      patience = 10,
      minDelta = 1e-4,
      minDeltaMode = 'abs',
      firstIsBest = false,
      cooldown = 0,
      minLr = 0,
      minReduction = 0,
      mode = 'min',
      counting = 'pytorch',
    } = checkOptions(WHERE, args, OPTIONS, '{learningRate: 0.01}');
    const check = checksFor(WHERE);
    this.#rule = new ImprovementRule(WHERE, {mode, minDelta, minDeltaMode, firstIsBest});
    this.#settings = {
      // A factor of 1 would never reduce.
      factor: check.finite('factor', check.positive('factor', factor), 0, 1 - Number.EPSILON),
      patience: check.integer('patience', patience),
      minDelta,
      minDeltaMode,
      firstIsBest,
      cooldown: check.integer('cooldown', cooldown),
      minLr: check.finite('minLr', minLr, 0),
      minReduction: check.finite('minReduction', minReduction, 0),
      mode,
      counting: check.oneOf('counting', counting, ['pytorch', 'keras']),
    };
    this.#position = {
      learningRate: check.finite('learningRate', learningRate, 0),
      best: null,
      badObservations: 0,
      cooldownLeft: 0,
      reductions: 0,
    };
  }

  /** Restores a schedule from the result of {@link toJSON}, also of the version with `threshold` and `minimum`. */
  static fromJSON(json: PlateauScheduleState): PlateauSchedule {
    const where = 'PlateauSchedule.fromJSON';
    const check = checksFor(where, 'bad-state');
    requireFields(where, 'json', json, {
      what: 'a saved state',
      fields: ['learningRate'],
      fix: 'pass the result of toJSON()',
    });
    const state = renameEarlierOptions(json);
    check.knownKeys('key', state, Object.keys(STATE));
    const {best, badObservations, cooldownLeft, reductions, ...args} = state;
    const schedule = new PlateauSchedule(args);
    const position = schedule.#position;
    position.best = best === null ? null : decodeNumber(where, 'best', best);
    position.badObservations = check.integer('badObservations', badObservations);
    position.cooldownLeft = check.integer('cooldownLeft', cooldownLeft);
    position.reductions = check.integer('reductions', reductions);
    return schedule;
  }

  /** Learning rate now. */
  get learningRate(): number {
    return this.#position.learningRate;
  }

  /** Number of reductions of the learning rate. */
  get reductions(): number {
    return this.#position.reductions;
  }

  /**
   * Takes the metric of one evaluation in and returns the learning rate from here on.
   *
   * @param learningRate the rate in force, where something else may have changed it. Default: the one of before.
   */
  observe(metric: number, learningRate = this.#position.learningRate): number {
    const {patience, counting} = this.#settings;
    const position = this.#position;
    position.learningRate = checksFor(`${WHERE}.observe`).finite('learningRate', learningRate, 0);
    const isKeras = counting === 'keras';
    if (isKeras) {
      this.#coolDown();
    }
    if (this.#rule.isImprovement(metric, position.best)) {
      position.best = metric;
      position.badObservations = 0;
    } else if (!isKeras || position.cooldownLeft === 0) {
      position.badObservations++;
    }
    if (!isKeras) {
      this.#coolDown();
    }
    if (position.badObservations >= (isKeras ? Math.max(1, patience) : patience + 1)) {
      this.#reduce();
    }
    return position.learningRate;
  }

  /** Arguments and position, for {@link fromJSON}; `JSON.stringify` calls this. */
  toJSON(): PlateauScheduleState {
    const {learningRate, best, ...counts} = this.#position;
    return {learningRate, best: best === null ? null : encodeNumber(best), ...counts, ...this.#settings};
  }

  #coolDown(): void {
    if (this.#position.cooldownLeft > 0) {
      this.#position.cooldownLeft--;
      this.#position.badObservations = 0;
    }
  }

  #reduce(): void {
    const {factor, minLr, minReduction, cooldown, counting} = this.#settings;
    const position = this.#position;
    const reduced = Math.max(minLr, position.learningRate * factor);
    // A rate below the minimum stays where it is: it is never raised.
    const isReduced = position.learningRate - reduced > minReduction;
    if (isReduced) {
      position.learningRate = reduced;
      position.reductions++;
    }
    if (isReduced || counting === 'pytorch') {
      position.badObservations = 0;
      position.cooldownLeft = cooldown;
    }
  }
}

/** Options of before, under the names of today. */
export function renameEarlierOptions<T extends object>(options: T): T {
  const {threshold, minimum, ...rest} = options as T & {threshold?: unknown; minimum?: unknown};
  return {
    ...(threshold === undefined ? {} : {minDelta: threshold}),
    ...(minimum === undefined ? {} : {minLr: minimum}),
    ...rest,
  } as unknown as T;
}
