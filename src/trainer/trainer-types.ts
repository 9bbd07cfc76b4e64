/** Options, events and results of a trainer. All of it but signals and callbacks is plain data, which crosses threads. */
import type {ClassScore} from '../evaluation/top-k';
import type {ClassWeights} from '../data/image-weights';
import type {Preset} from '../presets/preset';
import type {ScheduleConfig} from '../presets/schedule-config';
import type {HistoryRow} from '../training/history';
import type {OptimizerName} from '../training/make-optimizer';
import type {TrainProgress} from '../training/progress';
import type {TrainAugmentation} from '../training/train-options';
import type {TrainReport} from '../training/train-report';
import type {EvaluationPoint} from '../training/train-state';

/** Pixels row by row, three bytes each (RGB) or four (RGBA, as in `ImageData`; alpha is dropped). */
export interface PixelImage {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** An `ImageBitmap`; only a page has these. */
export interface BitmapImage {
  readonly width: number;
  readonly height: number;
  /** Frees its pixels. */
  close(): void;
}

/** A `Blob` or `File` with a photo. */
export interface PhotoBlob {
  readonly size: number;
  readonly type: string;
  /** Its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** An image: pixels, or a photo as a file has it (JPEG, PNG, …). Its central square is used. */
export type TrainerImage = PixelImage | BitmapImage | PhotoBlob | Uint8Array | ArrayBuffer;

/** Images with labels. */
export interface LabeledImages {
  readonly images: readonly TrainerImage[];
  /** One label per image: a position in the list of classes. */
  readonly labels: ArrayLike<number>;
  /** One name per image. Default '0', '1', … */
  readonly names?: readonly string[];
}

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
  /** Ends the run after so many evaluations in a row without a new best; needs `validation`. */
  patience?: number;
  /** Seed for weights, shuffling and augmentation. Default 1. */
  seed?: number;
  /** Steps between two evaluations. Default: one epoch. */
  evaluateEvery?: number;
  /** Steps between two checkpoints. Default: `evaluateEvery`. */
  checkpointEvery?: number;
  augmentation?: TrainAugmentation;
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
}

/** Options of `trainer.train`. */
export interface TrainerTrainOptions extends TrainerSettings, LabeledImages, TrainerListeners {
  validation?: LabeledImages;
  /** Name under which the run is saved, with its images, so that `resume` continues it. Default: nothing is saved. */
  run?: string;
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
  settings: TrainerSettings;
}

/** The backend that computes in the worker. */
export interface TrainerBackend {
  /** Name of the backend. */
  backend: string;
  /** Number of threads (wasm only). */
  threads?: number;
  /** Why there is one thread though more were asked for (wasm only). */
  oneThreadBecause?: string;
}

/** A format of `trainer.exportModel`; `tfjs`: the files of a model directory. The others are one file. */
export type TrainerExportFormat = 'tfjs' | 'safetensors' | 'onnx';

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
