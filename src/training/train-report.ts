import type {EvaluationPoint} from './train-state';

/** The result of a training run. */
export interface TrainReport {
  /** Steps done, those before a resume included. */
  steps: number;
  /** Epochs begun. */
  epochs: number;
  /** Duration of this session. */
  seconds: number;
  /** True when `signal` ended the run before its last step. */
  interrupted: boolean;
  /** True when `patience` ended the run before its last step. */
  stoppedEarly: boolean;
  /** Loss of the best evaluation; without a validation set that of the last batch. NaN when there was none. */
  loss: number;
  /** Accuracy of the best evaluation; without a validation set that of the last batch. NaN when there was none. */
  accuracy: number;
  /** The best evaluation: highest accuracy, then lowest loss. */
  best?: EvaluationPoint;
  /** The last evaluation. */
  last?: EvaluationPoint;
  /** Fraction of the session spent waiting for images, in [0, 1]. */
  waitedFraction: number;
}
