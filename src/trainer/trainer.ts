import type {RgbaPicture} from '../drawing/filter-grid';
import type {LabeledImages, PhotoBlob, TrainerImage} from './image-types';
import type {
  TrainerActivationsOptions,
  TrainerEvaluation,
  TrainerFilters,
  TrainerNetwork,
  TrainerOcclusion,
  TrainerWeights,
  TrainerWeightsInfo,
} from './network-types';
import type {
  CreateTrainerOptions,
  TrainerBackend,
  TrainerExportFormat,
  TrainerListeners,
  TrainerPrediction,
  TrainerReport,
  TrainerRun,
  TrainerRunData,
  TrainerTrainOptions,
} from './trainer-types';

/** A trainer in a worker; see `createTrainer`. Images that are passed to it move to the worker and are empty afterwards. */
export interface Trainer {
  /** The backend that is in use. */
  readonly backend: TrainerBackend;
  /**
   * Changes the backend; the network moves to it. If it cannot start, the one before stays in use. Throws `bad-state` during
   * a training.
   */
  setBackend(
    backend: string,
    options?: Pick<CreateTrainerOptions, 'threads' | 'wasmPath'>,
  ): Promise<TrainerBackend>;
  /**
   * Trains a network. With `run` the training is saved: its images at the start, a checkpoint after each evaluation.
   *
   * Rejects with the reason of `signal` once a training that it stops is saved; one that `stop` ends resolves.
   */
  train(options: TrainerTrainOptions): Promise<TrainerReport>;
  /**
   * Continues a saved run from its last checkpoint, in this trainer or in one of a later session. It ends with the weights,
   * bit for bit, and the history of a run that was never stopped. A finished run is opened.
   */
  resume(run: string, listeners?: TrainerListeners): Promise<TrainerReport>;
  /**
   * Ends the training after the step in progress, and saves it. Its promise resolves with `interrupted` in the report, or
   * rejects with `bad-state` before the first step: then the network before stays. Nothing happens without a training.
   */
  stop(): Promise<void>;
  /**
   * Reads a weight file, or downloads published weights, and tells which network they belong to. A download is kept by the
   * browser (in Node: in the cache of this machine), so that a training does not repeat it.
   *
   * @throws bad-argument with `details.fits` where they fit more than one preset; pass the right one as `preset`.
   */
  inspectWeights(
    weights: TrainerWeights,
    options?: {
      preset?: string;
      mirror?: string;
      /** Attempts after the first that may fail one after the other. Default 4. */
      retries?: number;
      signal?: AbortSignal;
      onPreparing?: TrainerListeners['onPreparing'];
    },
  ): Promise<TrainerWeightsInfo>;
  /** Predicts images with the network of the last training. `top`: how many classes per image, default 5. */
  predict(
    images: readonly TrainerImage[],
    options?: {top?: number; signal?: AbortSignal},
  ): Promise<TrainerPrediction[]>;
  /**
   * Measures the network on labeled images, as a whole and for each class. Default: the validation set of the training that
   * it comes from.
   */
  evaluate(images?: LabeledImages, options?: {signal?: AbortSignal}): Promise<TrainerEvaluation>;
  /** The network that predicts; undefined before the first. */
  network(): Promise<TrainerNetwork | undefined>;
  /** The filters of the first convolution as an image; undefined if the network has none. */
  filters(): Promise<TrainerFilters | undefined>;
  /** The feature maps of a layer for one image, side by side: bright where the activation is high. */
  activations(image: TrainerImage, layer: string, options?: TrainerActivationsOptions): Promise<RgbaPicture>;
  /** The regions of an image that its prediction depends on: a patch covers one after the other. */
  occlusion(
    image: TrainerImage,
    options?: {signal?: AbortSignal; onProgress?: (done: number, total: number) => void},
  ): Promise<TrainerOcclusion>;
  /**
   * Opens a saved model, which predicts from then on: the files of a model directory by path, or a zip of it, as
   * `exportModel('zip')` writes it. Throws `bad-weights` where one is missing or damaged; `details.files` names it.
   */
  openModel(
    model: Readonly<Record<string, Uint8Array>> | PhotoBlob | Uint8Array | ArrayBuffer,
  ): Promise<TrainerNetwork>;
  /**
   * The network as files, by name. Default format 'tfjs': a model directory, which `alexnet predict --model` and
   * `tf.loadLayersModel` open.
   */
  exportModel(format?: TrainerExportFormat): Promise<Record<string, Uint8Array>>;
  /** The saved runs. */
  listRuns(): Promise<TrainerRun[]>;
  /** The images of a saved run with their labels and names, and its settings. */
  readRun(run: string): Promise<TrainerRunData>;
  /** Removes a saved run with its images and checkpoints. */
  removeRun(run: string): Promise<void>;
  /** Ends the worker. A training is stopped first, and saved if it has a name. */
  dispose(): Promise<void>;
}
