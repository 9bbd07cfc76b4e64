import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {type Schedule} from './schedule';

/** Arguments of {@link cosineRestartsSchedule}. */
export interface CosineRestartsScheduleArgs {
  /** Learning rate of the first step, and of each restart. ≥ 0. */
  learningRate: number;
  /** Steps until the first restart. Integer, ≥ 1. */
  everySteps: number;
  /** Factor of the steps between two restarts from one to the next. Integer, ≥ 1. Default 1. */
  growth?: number;
  /** Learning rate that each half cosine falls to. ≥ 0. Default 0. */
  end?: number;
}

const OPTIONS: KnownOptions<CosineRestartsScheduleArgs> = {
  learningRate: true,
  everySteps: true,
  growth: true,
  end: true,
};

/**
 * A learning rate that falls along half a cosine, again and again: PyTorch's `CosineAnnealingWarmRestarts` with the same
 * values, `T_0` as `everySteps` and `T_mult` as `growth`.
 *
 * @see Loshchilov, Hutter (2017), SGDR, equation 5.
 */
export function cosineRestartsSchedule(args: CosineRestartsScheduleArgs): Schedule {
  const where = 'cosineRestartsSchedule';
  const {
    learningRate,
    everySteps,
    growth = 1,
    end = 0,
  } = checkOptions(where, args, OPTIONS, '{learningRate: 0.01, everySteps: 1000}');
  const check = checksFor(where);
  check.finite('learningRate', learningRate, 0);
  check.integer('everySteps', everySteps, 1);
  check.integer('growth', growth, 1);
  check.finite('end', end, 0);
  return step => {
    let [start, length] = [0, everySteps];
    if (growth === 1) {
      start = step - (step % everySteps);
    } else {
      while (step >= start + length) {
        start += length;
        length *= growth;
      }
    }
    return end + ((learningRate - end) * (1 + Math.cos((Math.PI * (step - start)) / length))) / 2;
  };
}
