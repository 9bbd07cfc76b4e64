/** Learning-rate schedule of a training run, as plain data; `scheduleFromConfig` makes the schedule. */
export type ScheduleConfig =
  | ConstantScheduleConfig
  | PlateauScheduleConfig
  | StepScheduleConfig
  | PolynomialScheduleConfig
  | CosineScheduleConfig
  | CosineRestartsScheduleConfig
  | OneCycleScheduleConfig;

/** The same learning rate from the first step to the last. */
export interface ConstantScheduleConfig {
  readonly kind: 'constant';
}

/** The learning rate is multiplied by `factor` whenever the validation metric has stopped improving. */
export interface PlateauScheduleConfig {
  readonly kind: 'plateau';
  /** Factor of the learning rate. In (0, 1). Default 0.1 (the paper, section 5: "divide by 10"). */
  readonly factor?: number;
  /** Evaluations without improvement before a reduction. Integer, ≥ 0. Default 10. */
  readonly patience?: number;
  /** Least difference from the best value that counts as improvement. ≥ 0. Default 1e-4. */
  readonly minDelta?: number;
  /** Whether `minDelta` is a difference ('abs') or a fraction of the best ('rel'). Default 'abs'. */
  readonly minDeltaMode?: 'abs' | 'rel';
  /** Evaluations after a reduction that are not counted. Integer, ≥ 0. Default 0. */
  readonly cooldown?: number;
  /** The learning rate is never reduced below this. ≥ 0. Default 0. */
  readonly minLr?: number;
  /** The monitored metric. Default 'validationLoss'. */
  readonly monitor?: 'validationLoss' | 'validationAccuracy';
}

/** The learning rate is multiplied by `factor` after a number of steps or epochs; exactly one of the two is set. */
export interface StepScheduleConfig {
  readonly kind: 'step';
  /** Factor of the learning rate. > 0. Default 0.1 (Caffe's gamma in bvlc_alexnet). */
  readonly factor?: number;
  /** Optimizer steps between two reductions. Integer, ≥ 1. */
  readonly everySteps?: number;
  /** Epochs between two reductions. > 0. */
  readonly everyEpochs?: number;
}

/** The learning rate falls from its first value to `end` along a power of the remaining fraction of the run. */
export interface PolynomialScheduleConfig {
  readonly kind: 'polynomial';
  /** Exponent; 1 is a straight line. > 0. Default 1. */
  readonly power?: number;
  /** The learning rate at the end. ≥ 0. Default 0. */
  readonly end?: number;
  /** Steps until the last value is reached. Integer, ≥ 1. Default: the steps of the run. */
  readonly totalSteps?: number;
}

/** The learning rate falls from its first value to `end` along half a cosine. */
export interface CosineScheduleConfig {
  readonly kind: 'cosine';
  /** The learning rate at the end. ≥ 0. Default 0. */
  readonly end?: number;
  /** Steps until the last value is reached. Integer, ≥ 1. Default: the steps of the run. */
  readonly totalSteps?: number;
}

/** The learning rate falls along half a cosine, again and again; exactly one of `everySteps` and `everyEpochs` is set. */
export interface CosineRestartsScheduleConfig {
  readonly kind: 'cosineRestarts';
  /** Optimizer steps until the first restart. Integer, ≥ 1. */
  readonly everySteps?: number;
  /** Epochs until the first restart. > 0. */
  readonly everyEpochs?: number;
  /** Factor of that length from one restart to the next. Integer, ≥ 1. Default 1. */
  readonly growth?: number;
  /** The learning rate before a restart. ≥ 0. Default 0. */
  readonly end?: number;
}

/** The learning rate rises from a fraction of the given one to it, then falls far below. */
export interface OneCycleScheduleConfig {
  readonly kind: 'oneCycle';
  /** Fraction of the steps in which the rate rises. In [0, 1]. Default 0.3. */
  readonly riseFraction?: number;
  /** The first learning rate is the largest divided by this. > 0. Default 25. */
  readonly startFactor?: number;
  /** The last learning rate is the first divided by this. > 0. Default 10,000. */
  readonly endFactor?: number;
  /** Shape of rise and fall. Default 'cosine'. */
  readonly shape?: 'cosine' | 'linear';
  /** Steps until the last value is reached. Integer, ≥ 1. Default: the steps of the run. */
  readonly totalSteps?: number;
}
