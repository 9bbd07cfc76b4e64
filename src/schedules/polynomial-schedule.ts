import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {type Schedule} from './schedule';

/** Arguments of {@link polynomialSchedule}. */
export interface PolynomialScheduleArgs {
  /** Learning rate of the first step. ≥ 0. */
  learningRate: number;
  /** Step at which the end is reached; it stays from there. Whole, ≥ 1. */
  totalSteps: number;
  /** Exponent. > 0. Default 1, a straight line (Caffe's SqueezeNet); 0.5 in Caffe's GoogLeNet. */
  power?: number;
  /** Learning rate at the end. ≥ 0. Default 0. */
  end?: number;
}

const OPTIONS: KnownOptions<PolynomialScheduleArgs> = {
  learningRate: true,
  totalSteps: true,
  power: true,
  end: true,
};

/**
 * A learning rate that falls with a power of the fraction of steps that remain.
 *
 *     end + (learningRate − end) · (1 − step / totalSteps) ^ power
 *
 * @example
 * const schedule = polynomialSchedule({learningRate: 0.04, totalSteps: 100});
 * schedule(25); // 0.03
 * @see Caffe, `lr_policy: "poly"`.
 */
export function polynomialSchedule(args: PolynomialScheduleArgs): Schedule {
  const {
    learningRate,
    totalSteps,
    power = 1,
    end = 0,
  } = checkOptions('polynomialSchedule', args, OPTIONS, '{learningRate: 0.01, totalSteps: 1000}');
  const check = checksFor('polynomialSchedule');
  check.finite('learningRate', learningRate, 0);
  check.integer('totalSteps', totalSteps, 1);
  check.positive('power', power);
  check.finite('end', end, 0);
  return step => end + (learningRate - end) * (1 - Math.min(1, step / totalSteps)) ** power;
}
