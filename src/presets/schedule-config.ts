/** How the learning rate of a training run develops, as plain data; `scheduleFromConfig` gives it its mechanism. */
export type ScheduleConfig =
  | ConstantScheduleConfig
  | PlateauScheduleConfig
  | StepScheduleConfig
  | PolynomialScheduleConfig
  | CosineScheduleConfig;

/** The same learning rate from the first step to the last. */
export interface ConstantScheduleConfig {
  readonly kind: 'constant';
}

/** The learning rate is multiplied by `factor` whenever the validation metric has stopped improving. */
export interface PlateauScheduleConfig {
  readonly kind: 'plateau';
  /** What the learning rate is multiplied by. In (0, 1). Default 0.1 (the paper, section 5: "divide by 10"). */
  readonly factor?: number;
  /** Evaluations without improvement that are waited through before a reduction. Whole, ≥ 0. Default 10. */
  readonly patience?: number;
  /** By how much a metric must be better than the best to count as improvement. ≥ 0. Default 1e-4. */
  readonly minDelta?: number;
  /** Whether `minDelta` is a difference ('abs') or a fraction of the best ('rel'). Default 'abs'. */
  readonly minDeltaMode?: 'abs' | 'rel';
  /** Evaluations after a reduction in which nothing is counted. Whole, ≥ 0. Default 0. */
  readonly cooldown?: number;
  /** The learning rate is never reduced below this. ≥ 0. Default 0. */
  readonly minLr?: number;
  /** What is watched. Default 'validationLoss'. */
  readonly monitor?: 'validationLoss' | 'validationAccuracy';
}

/** The learning rate is multiplied by `factor` every so many steps or epochs; exactly one of the two is given. */
export interface StepScheduleConfig {
  readonly kind: 'step';
  /** What the learning rate is multiplied by. > 0. Default 0.1 (Caffe's gamma in bvlc_alexnet). */
  readonly factor?: number;
  /** Optimizer steps between two reductions. Whole, ≥ 1. */
  readonly everySteps?: number;
  /** Epochs between two reductions. > 0. */
  readonly everyEpochs?: number;
}

/** The learning rate falls from its first value to `end` along a power of the part of the run that is left. */
export interface PolynomialScheduleConfig {
  readonly kind: 'polynomial';
  /** Exponent; 1 is a straight line. > 0. Default 1. */
  readonly power?: number;
  /** The learning rate at the end. ≥ 0. Default 0. */
  readonly end?: number;
  /** Steps until the end is reached. Whole, ≥ 1. Default: those of the whole run. */
  readonly totalSteps?: number;
}

/** The learning rate falls from its first value to `end` along half a cosine. */
export interface CosineScheduleConfig {
  readonly kind: 'cosine';
  /** The learning rate at the end. ≥ 0. Default 0. */
  readonly end?: number;
  /** Steps until the end is reached. Whole, ≥ 1. Default: those of the whole run. */
  readonly totalSteps?: number;
}
