import type {OptimizerName} from '../training/make-optimizer';
import type {FrozenViews, TrainOptions} from '../training/train-options';
import type {ReportData} from './report-data';

/** Options of `trainOnPhotos`. Those of `train` default to the preset's recipe where it has them. */
export interface TrainOnPhotosOptions extends Pick<
  TrainOptions,
  | 'batchSize'
  | 'epochs'
  | 'maxSteps'
  | 'learningRate'
  | 'warmupSteps'
  | 'classWeights'
  | 'patience'
  | 'seed'
  | 'evaluateEvery'
  | 'checkpointEvery'
  | 'resume'
  | 'signal'
  | 'onProgress'
  | 'onEvaluation'
  | 'onWarning'
> {
  /** Folder of photos: one folder per class (`cat/…`), or names like `cat.1.jpg`. */
  data: string;
  /** Folder of the validation set. Default: a part of `data`, see `validationSplit`. */
  validation?: string;
  /** Fraction of `data` that becomes the validation set where there is no `validation`; in (0, 1). Default 0.2. */
  validationSplit?: number;
  /** Model directory to write: new, or with `resume` that of an interrupted run. */
  out: string;
  /** Id of the preset. Default: that of `weights`, else `alexnet`. */
  preset?: string;
  /**
   * Class names in the order of the outputs. Default: those found, in the order of `weights` of the same classes, else in
   * alphabetical order.
   */
  classes?: readonly string[];
  /**
   * A weight file of any known format, or a model directory, to start from. All layers but the last must fit; the last is
   * new where the classes are others. Then there are fewer epochs, and smaller learning rates for the pretrained layers:
   * see `transferRecipe`.
   */
  weights?: string;
  /** How many of the best checkpoints stay beside the last one. ≥ 1. Default 4. */
  keep?: number;
  /** With `resume`: continues although photos were added, removed or changed; each stays in its set. Default false. */
  changedPhotos?: boolean;
  /** Factor on the learning rate of all layers but the last, with `weights`. ≥ 0. Default 0.1. */
  oldLayersRate?: number;
  /** This layer, and all that feed it, are not trained; their output is computed once per photo, see `frozenViews`. */
  freeze?: string;
  /**
   * Views of each photo that frozen layers compute: 1, the center; 2, that and its mirror image; 10, the corners too.
   * 'random' augments photos as the preset says, and computes the frozen layers at each step. Default 1.
   */
  frozenViews?: FrozenViews | 'random';
  /** Memory for the output of frozen layers; if it does not suffice, each step computes them. Default 4 GiB. */
  featureBytes?: number;
  /** Default `momentum`, the paper's. */
  optimizer?: OptimizerName;
  /** Fraction of the units that dropout switches off. Default: the preset's. */
  dropout?: number;
  /** Memory for decoded photos, in bytes. */
  cacheBytes?: number;
  /** Also logs a histogram of each weight at each evaluation. Default false. */
  histograms?: boolean;
  /** Writes the report of a finished run into the directory. */
  report?: (directory: string, data: ReportData) => Promise<unknown>;
  /** Called with the number of photos that were read in the first pass. */
  onPhotos?: (done: number, total: number) => void;
  /** Called with the number of photos whose frozen features are computed. */
  onFeatures?: (done: number, total: number) => void;
  /** Called with each thing that is done, one line at a time. */
  onNote?: (line: string) => void;
}
