import type {OptimizerName} from '../training/make-optimizer';
import type {Preset} from '../presets/preset';
import type {Recipe, TrainSettings} from '../presets/train-settings';
import type {FrozenViews, TrainOptions} from '../training/train-options';
import type {ReportData} from './report-data';

/** What a training is about to do. */
export interface TrainingSummary {
  /** Name of the network. */
  preset: string;
  /** Parameters of the network. */
  parameters: number;
  /** Name of the tfjs backend. */
  backend: string;
  /** Class names in the order of the outputs. */
  classes: readonly string[];
  /** Photos of the training set. */
  trainingCount: number;
  /** Photos of the validation set. */
  validationCount: number;
  /** Photos per step. */
  batchSize: number;
  epochs: number;
  stepsPerEpoch: number;
  /** Steps until the run ends by itself, those before a resume included. */
  totalSteps: number;
}

/** Options of `trainOnPhotos`. Those of `train` default to the preset's recipe where it has them. */
export interface TrainOnPhotosOptions extends Pick<
  TrainOptions,
  | 'batchSize'
  | 'epochs'
  | 'maxSteps'
  | 'schedule'
  | 'augmentation'
  | 'learningRate'
  | 'warmupSteps'
  | 'classWeights'
  | 'labelSmoothing'
  | 'averageDecay'
  | 'mixup'
  | 'cutmix'
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
  /** Folder of photos: one folder per class (`cat/…`), or names like `cat.1.jpg`. Default, with `resume`: that of the run. */
  data?: string;
  /** Folder of the validation set. Default: a part of `data`, see `validationSplit`. */
  validation?: string;
  /** Fraction of `data` that becomes the validation set where there is no `validation`; in (0, 1). Default 0.2. */
  validationSplit?: number;
  /**
   * Model directory to write: new, or with `resume` that of an interrupted run, whose `run.json` then has every option that
   * is not set here.
   */
  out: string;
  /**
   * Settings for the options that are not set here: the name of a recipe (`paper`, `reproduction`, `small-data`, `transfer`,
   * `fine-tune`), a JSON file with one, or the recipe itself. Default: the constants of the preset.
   */
  recipe?: string | Recipe;
  /** Id of the preset, a table of one's own, or a JSON file with one. Default: that of `weights`, else `alexnet`. */
  preset?: string | Preset;
  /**
   * Batch normalization in place of local response normalization and dropout; see `createAlexNet`. `run.json` then holds the
   * whole table of the network. Default false.
   */
  batchNorm?: boolean;
  /**
   * Class names in the order of the outputs. Default: those found, in the order of `weights` of the same classes, else in
   * alphabetical order.
   */
  classes?: readonly string[];
  /**
   * A weight file of any known format, a model directory, or the name of published weights, to start from. All layers but the last must fit; the last is
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
  /** Momentum of the optimizer `momentum`. In [0, 1). Default: the preset's. */
  momentum?: number;
  /** Weight decay of the optimizer `momentum`. ≥ 0. Default: the preset's. */
  weightDecay?: number;
  /** Fraction of the units that dropout switches off. Default: the preset's. */
  dropout?: number;
  /** Memory for decoded photos, in bytes. */
  cacheBytes?: number;
  /** Also logs a histogram of each weight at each evaluation. Default false. */
  histograms?: boolean;
  /** Further settings for `run.json`, or others than these options: the backend, or the name under which `weights` are published. */
  settings?: Pick<TrainSettings, 'backend' | 'threads' | 'weights'>;
  /** Writes the report of a finished run into the directory. */
  report?: (directory: string, data: ReportData) => Promise<unknown>;
  /** Called before the first step. A promise is awaited. */
  onStart?: (summary: TrainingSummary) => unknown;
  /** Called with the number of photos that were read in the first pass. */
  onPhotos?: (done: number, total: number) => void;
  /** Called with the number of photos whose frozen features are computed. */
  onFeatures?: (done: number, total: number) => void;
  /** Called with each thing that is done, one line at a time. */
  onNote?: (line: string) => void;
}
