import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {type Schedule} from './schedule';

/** Arguments of {@link oneCycleSchedule}. */
export interface OneCycleScheduleArgs {
  /** The largest learning rate. ≥ 0. */
  learningRate: number;
  /** Steps of the run; the last one has the smallest learning rate. Integer, ≥ 1. */
  totalSteps: number;
  /** Fraction of the steps in which the rate rises. In [0, 1]. Default 0.3. */
  riseFraction?: number;
  /** The first learning rate is the largest divided by this. > 0. Default 25. */
  startFactor?: number;
  /** The last learning rate is the first divided by this. > 0. Default 10,000. */
  endFactor?: number;
  /** Shape of rise and fall. Default 'cosine'. */
  shape?: 'cosine' | 'linear';
}

const OPTIONS: KnownOptions<OneCycleScheduleArgs> = {
  learningRate: true,
  totalSteps: true,
  riseFraction: true,
  startFactor: true,
  endFactor: true,
  shape: true,
};

/**
 * A learning rate that rises from a small value to its largest, then falls far below the first: PyTorch's `OneCycleLR`
 * with the same values, `pct_start` as `riseFraction`, `div_factor` as `startFactor` and `final_div_factor` as `endFactor`.
 * The momentum stays as it is (`cycle_momentum=False`).
 *
 * @see Smith, Topin (2017), "Super-Convergence".
 */
export function oneCycleSchedule(args: OneCycleScheduleArgs): Schedule {
  const where = 'oneCycleSchedule';
  const {
    learningRate,
    totalSteps,
    riseFraction = 0.3,
    startFactor = 25,
    endFactor = 1e4,
    shape = 'cosine',
  } = checkOptions(where, args, OPTIONS, '{learningRate: 0.1, totalSteps: 1000}');
  const check = checksFor(where);
  check.finite('learningRate', learningRate, 0);
  check.integer('totalSteps', totalSteps, 1);
  check.finite('riseFraction', riseFraction, 0, 1);
  check.positive('startFactor', startFactor);
  check.positive('endFactor', endFactor);
  check.oneOf('shape', shape, ['cosine', 'linear']);
  const first = learningRate / startFactor;
  const last = first / endFactor;
  const peak = riseFraction * totalSteps - 1;
  const between = (from: number, to: number, fraction: number): number =>
    shape === 'linear'
      ? from + (to - from) * fraction
      : to + ((from - to) / 2) * (1 + Math.cos(Math.PI * fraction));
  return step => {
    const at = Math.min(step, totalSteps - 1);
    return peak > 0 && at <= peak
      ? between(first, learningRate, at / peak)
      : between(learningRate, last, totalSteps - 1 > peak ? (at - peak) / (totalSteps - 1 - peak) : 1);
  };
}
