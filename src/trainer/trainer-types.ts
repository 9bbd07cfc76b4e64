/** Options, events and results of a trainer. All of it but signals and callbacks is plain data, which crosses threads. */
import type {ClassScore} from '../evaluation/top-k';
import type {ClassWeights} from '../data/image-weights';
import type {Preset} from '../presets/preset';
import type {ScheduleConfig} from '../presets/schedule-config';
import type {HistoryRow} from '../training/history';
import type {OptimizerName} from '../training/make-optimizer';
import type {TrainProgress} from '../training/progress';
import type {FrozenViews, TrainAugmentation} from '../training/train-options';
import type {TrainReport} from '../training/train-report';
import type {EvaluationPoint} from '../training/train-state';
import type {LabeledImages, PixelImage} from './image-types';
import type {TrainerFilters, TrainerPreparing, TrainerSample, TrainerWeights} from './network-types';

/** Settings of a training: plain data, saved with the run. A default that is not named here is that of the preset. */
export interface TrainerSettings {
  /** Class names; a label is a position in this list. */
  classes: readonly string[];
  /** A network by name, or its table. Default 'alexnet-mini'. */
  preset?: string | Preset;
  optimizer?: OptimizerName;
  learningRate?: number;
  schedule?: ScheduleConfig;
  warmupSteps?: number;
  /** Images per step. Default: the preset's, at most a quarter of the training set. */
  batchSize?: number;
  epochs?: number;
  maxSteps?: number;
  classWeights?: ClassWeights;
  /** Fraction of each target that is spread evenly over all classes. In [0, 1). Default 0. */
  labelSmoothing?: number;
  /** Parameter of mixup; not with `freeze`, unless `frozenViews` is 'random'. ≥ 0. Default 0: off. */
  mixup?: number;
  /** Parameter of cutmix, with the same condition. ≥ 0. Default 0: off. */
  cutmix?: number;
  /** Decay of the average of the weights that is evaluated and saved. In [0, 1). Default: no average. */
  averageDecay?: number;
  /** Ends the run after so many evaluations in a row without a new best; needs `validation`. */
  patience?: number;
  /** Seed for weights, shuffling and augmentation. Default 1. */
  seed?: number;
  /** Steps between two evaluations. Default: one epoch. */
  evaluateEvery?: number;
  /** Steps between two checkpoints. Default: `evaluateEvery`. */
  checkpointEvery?: number;
  augmentation?: TrainAugmentation;
  /**
   * The last layer that is not trained, and with it all that feed it; true: all but the last layer. For a network with
   * pretrained weights. Default: every layer is trained.
   */
  freeze?: string | true;
  /**
   * Views of each image whose output of the frozen layers is computed once; 'random': frozen layers are computed at each
   * step, and images are augmented. Default 2: the image and its mirror image.
   */
  frozenViews?: FrozenViews | 'random';
}

/** Callbacks of a training. An error that one throws ends the training and is thrown by it. */
export interface TrainerListeners {
  /**
   * Stops the training after the step in progress; a run with a name is saved first. Then the promise rejects with the
   * signal's reason. The network with the steps until then stays and can be used.
   */
  signal?: AbortSignal;
  /** Called at most 20 times a second, and after the last step. */
  onProgress?: (progress: TrainProgress) => void;
  /** Called after each evaluation on the validation set; `isBest`: better than all before. */
  onEvaluation?: (evaluation: EvaluationPoint, isBest: boolean) => void;
  /** Called when a checkpoint is saved. */
  onCheckpoint?: (step: number) => void;
  /** Called for what looks wrong, with what to try. Default: console.warn. */
  onWarning?: (message: string) => void;
  /** Called while the images, the weights and the features of frozen layers get ready, before the first step. */
  onPreparing?: (preparing: TrainerPreparing) => void;
  /**
   * Called after an evaluation with predictions on some images of the validation set, 24 at most: as often as it takes a
   * tenth of the time, at most every 2.5 seconds, and at the end. Without it they are not computed.
   */
  onPredictions?: (predictions: TrainerSample[]) => void;
  /** Called before the first step and then as `onPredictions`, with the filters of the first convolution as an image. */
  onFilters?: (filters: TrainerFilters) => void;
}

/** Options of `trainer.train`. */
export interface TrainerTrainOptions extends TrainerSettings, LabeledImages, TrainerListeners {
  validation?: LabeledImages;
  /** Name under which the run is saved, with its images, so that `resume` continues it. Default: nothing is saved. */
  run?: string;
  /** Weights that the network starts from, with their preset and preprocessing. Default: random weights. */
  weights?: TrainerWeights;
  /** Address of a folder with published weights, in place of the published addresses; see `loadPretrained`. */
  mirror?: string;
}

/** The result of a training. */
export interface TrainerReport extends TrainReport {
  /** One row per step, those before a resume included. */
  history: HistoryRow[];
}

/** The prediction for one image: the best classes; the score is the probability. */
export type TrainerPrediction = ClassScore[];

/** A saved run. */
export interface TrainerRun {
  name: string;
  /** Steps in its last checkpoint; 0 before the first. */
  step: number;
  /** Whether it was trained to its end. */
  isFinished: boolean;
  settings: TrainerSettings;
}

/** Images of a saved run: the squares that it is trained on. */
export interface TrainerRunImages {
  images: PixelImage[];
  labels: number[];
  names: string[];
}

/** What a saved run is trained on; see `trainer.readRun`. */
export interface TrainerRunData {
  settings: TrainerSettings;
  training: TrainerRunImages;
  validation?: TrainerRunImages;
}

/** The backend that computes in the worker. */
export interface TrainerBackend {
  /** Name of the backend. */
  backend: string;
  /** Number of threads (wasm only). */
  threads?: number;
  /** Why there is one thread though more were asked for (wasm only). */
  oneThreadBecause?: string;
  /** The device, such as the name of a graphics card. Set by backends of your own. */
  device?: string;
  /** Why it was chosen. Set by backends of your own. */
  because?: string;
}

/**
 * A format of `trainer.exportModel`; `tfjs`: the files of a model directory; `zip`: these in one file, for a download. The
 * others are one file.
 */
export type TrainerExportFormat = 'tfjs' | 'zip' | 'safetensors' | 'onnx';

/** Options of `createTrainer`. */
export interface CreateTrainerOptions {
  /**
   * Name of a backend. Default 'wasm' in a page; in Node as in `chooseBackend`. Further ones in a page come from a worker of
   * your own; see `serveTrainer`.
   */
  backend?: string;
  /** Number of threads (wasm only). Default: one for each processor, at most 8. */
  threads?: number;
  /** Folder of the `.wasm` files of another tfjs-wasm than 4.22.0; see `useWasm`. */
  wasmPath?: string;
  /** Where runs are saved: a folder of the disk in Node, of the origin private file system in a page. Default 'runs'. */
  folder?: string;
  /** A worker of your own, which calls `serveTrainer`. Default: the one of this package. */
  worker?: WorkerLike;
}

/** A `Worker` of a page or of `node:worker_threads`. */
export interface WorkerLike {
  /** Sends a message to the worker. */
  postMessage(message: unknown, transfer: never[]): void;
  /** Ends the worker. */
  terminate(): unknown;
}
