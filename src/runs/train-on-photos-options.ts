import type {FrozenViews} from '../training/train-options';
import type {OptimizerName} from '../training/make-optimizer';
import type {ReportData} from './report-data';
import type {TrainProgress} from '../training/progress';
import type {EvaluationPoint} from '../training/train-state';

/** Options of `trainOnPhotos`; each number defaults to the preset's recipe. */
export interface TrainOnPhotosOptions {
  /** Folder of photos: one folder per class (`cat/…`), or names like `cat.1.jpg`. */
  data: string;
  /** Folder of held-out photos. Default: part of `data`, see `validationSplit`. */
  validation?: string;
  /** Share of `data` that is held out where there is no `validation`; in (0, 1). Default 0.2. */
  validationSplit?: number;
  /** Directory that the run writes; new, or with `resume` that of a stopped run. */
  out: string;
  /** Id of the preset. Default: that of `weights`, else `alexnet`. */
  preset?: string;
  /**
   * Class names in the order of the outputs. Default: those found, in the order of `weights` of the same classes, else in
   * alphabetical order.
   */
  classes?: readonly string[];
  /**
   * A weight file of any known kind, or a model directory, to start from. All layers but the last must fit; the last is
   * new where the classes are others. Fewer epochs then, and small rates for old layers: see `transferRecipe`.
   */
  weights?: string;
  /** Factor on the learning rate of all layers but the last, where there are `weights`. ≥ 0. Default 0.1. */
  oldLayersRate?: number;
  /** This layer, and all that feeds it, is not trained; its output is computed once per photo, see `frozenViews`. */
  freeze?: string;
  /**
   * Views of each photo that frozen layers see: 1, the center; 2, that and its mirror image; 10, the corners too. 'random'
   * varies photos as the preset says, and computes the frozen layers at each step. Default 1.
   */
  frozenViews?: FrozenViews | 'random';
  /** Memory for the output of frozen layers; beyond it they are computed at each step. Default 4 GiB. */
  featureBytes?: number;
  epochs?: number;
  maxSteps?: number;
  /** Photos per step. */
  batch?: number;
  learningRate?: number;
  /** Default `momentum`, the paper's. */
  optimizer?: OptimizerName;
  /** Part of the units that dropout switches off. */
  dropout?: number;
  warmupSteps?: number;
  /** Of the split, the first weights, the order, the augmentation and dropout. Default 0. */
  seed?: number;
  /** Steps between two evaluations. Default: one epoch. */
  evaluateEvery?: number;
  /** Steps between two checkpoints. Default: evaluateEvery. */
  checkpointEvery?: number;
  /** Memory for decoded photos, in bytes. */
  cacheBytes?: number;
  /** Also logs a histogram of each weight at each evaluation. Default false. */
  histograms?: boolean;
  /** Goes on with the run in `out`. Default false. */
  resume?: boolean;
  signal?: AbortSignal;
  /** Writes the report of a finished run into the directory. */
  report?: (directory: string, data: ReportData) => Promise<unknown>;
  /** Hears how many photos were read in the first pass. */
  onPhotos?: (done: number, total: number) => void;
  /** Hears how many photos have passed through the frozen layers. */
  onFeatures?: (done: number, total: number) => void;
  /** Hears how far the training is, after each step. */
  onProgress?: (progress: TrainProgress) => void;
  /** Hears each evaluation, and whether it was the best so far. */
  onEvaluation?: (point: EvaluationPoint, isBest: boolean) => void;
  /** Hears what is done, a line at a time. */
  onNote?: (line: string) => void;
  /** Hears what looks wrong. Default: console.warn. */
  onWarning?: (message: string) => void;
}
