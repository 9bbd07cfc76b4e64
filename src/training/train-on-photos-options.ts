import type {OptimizerName} from './make-optimizer';
import type {ReportData} from './report-data';
import type {TrainProgress} from './progress';
import type {EvaluationPoint} from './train-state';

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
  /** Id of the preset. Default `alexnet`. */
  preset?: string;
  /** Class names in the order of the outputs. Default: those found, in alphabetical order. */
  classes?: readonly string[];
  /** A model directory of this library whose fitting weights are taken as the start. */
  weights?: string;
  /** Layers up to and including this one are not trained. */
  freeze?: string;
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
  /** Hears how far the training is, after each step. */
  onProgress?: (progress: TrainProgress) => void;
  /** Hears each evaluation, and whether it was the best so far. */
  onEvaluation?: (point: EvaluationPoint, isBest: boolean) => void;
  /** Hears what is done, a line at a time. */
  onNote?: (line: string) => void;
  /** Hears what looks wrong. Default: console.warn. */
  onWarning?: (message: string) => void;
}
