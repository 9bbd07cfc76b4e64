import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {type Schedule} from './schedule';

/** Arguments of {@link stepSchedule}. */
export interface StepScheduleArgs {
  /** Learning rate of the first step. ≥ 0. */
  learningRate: number;
  /** Steps between two changes. Whole, ≥ 1. Caffe's AlexNet: 100,000. */
  everySteps: number;
  /** Factor on the learning rate at each change. > 0. Default 0.1 (Caffe's AlexNet). */
  factor?: number;
}

const OPTIONS: KnownOptions<StepScheduleArgs> = {learningRate: true, everySteps: true, factor: true};

/**
 * A learning rate that falls in steps.
 *
 *     learningRate · factor ^ ⌊step / everySteps⌋
 *
 * @example
 * const schedule = stepSchedule({learningRate: 0.01, everySteps: 100_000});
 * schedule(99_999); // 0.01
 * schedule(100_000); // 0.001
 * @see Caffe, `lr_policy: "step"`.
 */
export function stepSchedule(args: StepScheduleArgs): Schedule {
  const {
    learningRate,
    everySteps,
    factor = 0.1,
  } = checkOptions('stepSchedule', args, OPTIONS, '{learningRate: 0.01, everySteps: 1000}');
  const check = checksFor('stepSchedule');
  check.finite('learningRate', learningRate, 0);
  check.integer('everySteps', everySteps, 1);
  check.positive('factor', factor);
  return step => learningRate * factor ** Math.floor(step / everySteps);
}
