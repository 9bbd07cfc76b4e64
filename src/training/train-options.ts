import type * as tf from '@tensorflow/tfjs-core';
import type {TrainingTransformOptions} from '../augmentation/batch-transform';
import type {Preprocessing} from '../core/preprocessing';
import type {ImageSource} from '../data/image-source';
import type {ScheduleConfig} from '../presets/schedule-config';
import type {CheckpointSink} from './checkpoint';
import type {HistorySink} from './history';
import type {ClassWeights} from '../data/image-weights';
import type {TrainProgress} from './progress';
import type {EvaluationPoint} from './train-state';

/** Random augmentation of each image at each step; see `trainingTransform`. */
export type TrainAugmentation = Omit<TrainingTransformOptions, 'seed'>;

/** Views of an image: 1, its center; 2, that and its mirror image; 10, the corners too, as in `tenCrop`. */
export type FrozenViews = 1 | 2 | 10;

/** Training on the features of frozen layers, which are computed once per image. */
export interface FrozenFeaturesOptions {
  /** The last layer that never changes; see `frozenBoundary`. */
  boundary: string;
  /** Views of each image whose features are kept; each step draws one. Default 1. */
  views?: FrozenViews;
  /** Called with the number of images whose features are computed. */
  onProgress?: (done: number, total: number) => void;
}

/** Options of `train`. */
export interface TrainOptions {
  /** Training set: labeled images. */
  data: ImageSource;
  /** Validation set: labeled images that are not trained on; each evaluation uses all of them. */
  validation?: ImageSource;
  /** Preprocessing of the network; its classes are those of `data`. */
  preprocessing: Preprocessing;
  /** Any tfjs optimizer. Default: MomentumSGD with the paper's constants. */
  optimizer?: tf.Optimizer;
  /** Initial learning rate of the schedule. Default: the optimizer's. */
  learningRate?: number;
  /** Learning-rate schedule. Default constant. */
  schedule?: ScheduleConfig;
  /** Steps over which the learning rate rises from near 0 to its full value. ≥ 0. Default 0. */
  warmupSteps?: number;
  /** Images per step; the last batch of an epoch holds what is left. ≥ 1. Default 128 (section 5). */
  batchSize?: number;
  /** Epochs; schedules that end take their length from them. ≥ 1. Default 90 (section 5). */
  epochs?: number;
  /** Stops after this many steps even if the epochs have more. ≥ 1. Default: no limit. */
  maxSteps?: number;
  /**
   * Weight of each class in the loss, by name, or 'balanced': the same sum for each class. The loss of a batch is the sum of
   * the weighted losses divided by the batch size, as in Keras; reported losses and accuracies are without weights. Default 1.
   */
  classWeights?: ClassWeights;
  /**
   * Fraction of each target that is spread evenly over all classes, as PyTorch's and Keras's `label_smoothing`. The loss of
   * the training steps is with it, that of evaluations without. In [0, 1). Default 0.
   */
  labelSmoothing?: number;
  /**
   * Mixup: each batch draws λ from Beta(α, α), and every image becomes λ times itself plus 1 − λ times the one before it; its
   * loss is λ · loss(own label) + (1 − λ) · loss(other label). The parameter α. ≥ 0. Default 0: off; the paper's: 0.2.
   */
  mixup?: number;
  /**
   * Cutmix: as mixup, with a window of the other image in place of the sum; λ is the area that is left. With both, each batch
   * takes one of the two. The parameter α. ≥ 0. Default 0: off; the paper's: 1.
   */
  cutmix?: number;
  /**
   * Decay of an exponential moving average of the weights; 0.999 averages about the last thousand steps. Evaluations,
   * checkpoints and the finished model have the averages, training continues from the weights
   * themselves. In [0, 1). Default: no average.
   */
  averageDecay?: number;
  /** Weight of each image of `data` in the loss; multiplied by that of its class. ≥ 0. Default 1. */
  sampleWeights?: ArrayLike<number>;
  /**
   * Ends the run after so many evaluations in a row without a new best. The best weights are in the checkpoints; needs
   * `validation`. ≥ 1. Default: the run ends after its last epoch.
   */
  patience?: number;
  /** Seed for shuffling and augmentation. Default 0. */
  seed?: number;
  /** Steps between two evaluations. ≥ 1. Default: one epoch. */
  evaluateEvery?: number;
  /**
   * Evaluates before the first step, too: the best checkpoint of a run that only makes good weights worse is then the one
   * of step 0. Default false.
   */
  evaluateStart?: boolean;
  /** Images per batch of an evaluation. ≥ 1. Default: batchSize. */
  evaluationBatchSize?: number;
  /** Steps between two checkpoints; a new best gets one at once. ≥ 1. Default: evaluateEvery. */
  checkpointEvery?: number;
  augmentation?: TrainAugmentation;
  /**
   * Computes the features of frozen layers once per image and trains the layers behind them; `augmentation` has no effect
   * then. Default: each step computes the whole network.
   */
  frozenFeatures?: FrozenFeaturesOptions;
  /** Receives the checkpoints: a CheckpointStore. Default: none are written. */
  store?: CheckpointSink;
  /** Receives the rows of the history. Default: they stay in memory. */
  history?: HistorySink;
  /** Resumes from the last checkpoint of `store`; starts from step 0 where there is none. Default false. */
  resume?: boolean;
  /**
   * Called on a resume with the best evaluation of the run until then; returns the best one whose weights are still there.
   * Default: that of the best checkpoint in `store`.
   */
  recallBest?: (saved: EvaluationPoint | undefined) => Promise<EvaluationPoint | undefined>;
  /** With `resume`: continues although the images are others than at the first start. Default false. */
  changedData?: boolean;
  /** Further values that must be equal when a run is resumed: the preset's id, the frozen layers. JSON-safe. */
  identity?: Readonly<Record<string, unknown>>;
  /** Stops the run after the step in progress and writes a checkpoint. */
  signal?: AbortSignal;
  /** Called after each step; a promise is awaited. */
  onProgress?: (progress: TrainProgress) => unknown;
  /** Called after each evaluation; `isBest`: better than all before. A promise is awaited. */
  onEvaluation?: (point: EvaluationPoint, isBest: boolean) => unknown;
  /** Called when a checkpoint is stored; `best` is the best evaluation of the run until then. A promise is awaited. */
  onCheckpoint?: (step: number, best: EvaluationPoint | undefined) => unknown;
  /** Called, once each, for what looks wrong, with what to try. Default: console.warn. */
  onWarning?: (message: string) => void;
  /** A clock in milliseconds. Default: performance.now. */
  now?: () => number;
}
