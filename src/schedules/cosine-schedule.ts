import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {type Schedule} from './schedule';

/** Arguments of {@link cosineSchedule}. */
export interface CosineScheduleArgs {
  /** Learning rate of the first step. ≥ 0. */
  learningRate: number;
  /** Step at which the end is reached; it stays from there. Whole, ≥ 1. */
  totalSteps: number;
  /** Learning rate at the end. ≥ 0. Default 0. */
  end?: number;
}

const OPTIONS: KnownOptions<CosineScheduleArgs> = {learningRate: true, totalSteps: true, end: true};

/**
 * A learning rate that falls along half a cosine: slowly at both ends, fast in the middle.
 *
 *     end + (learningRate − end) · (1 + cos(π · step / totalSteps)) / 2
 *
 * @example
 * const schedule = cosineSchedule({learningRate: 0.01, totalSteps: 100});
 * schedule(50); // 0.005
 * @see Loshchilov, Hutter (2017), SGDR, equation 5, without restarts.
 */
export function cosineSchedule(args: CosineScheduleArgs): Schedule {
  const {
    learningRate,
    totalSteps,
    end = 0,
  } = checkOptions('cosineSchedule', args, OPTIONS, '{learningRate: 0.01, totalSteps: 1000}');
  const check = checksFor('cosineSchedule');
  check.finite('learningRate', learningRate, 0);
  check.integer('totalSteps', totalSteps, 1);
  check.finite('end', end, 0);
  return step => end + ((learningRate - end) * (1 + Math.cos(Math.PI * Math.min(1, step / totalSteps)))) / 2;
}
