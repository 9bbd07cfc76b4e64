/** The messages between the page and the worker. Plain data, so that it can be copied between threads. */
import type {ClassScore, RgbaPicture} from 'tfjs-alexnet';

export type BackendName = 'webgpu' | 'webgl' | 'wasm';

export interface BackendInfo {
  name: BackendName;
  /** A sentence for users: the device or the number of threads, and why this backend was selected. */
  words: string;
}

/** A photo stored in the worker. */
export interface KeptPhoto {
  id: number;
  /** A small JPEG. */
  thumbnail: Blob;
  /** The same for files with the same bytes. */
  fingerprint: string;
}

/** The weights of a file. */
export interface WeightsInfo {
  file: string;
  /** Preset that they belong to. */
  preset: string;
  /** A sentence about the layers that are used. */
  words: string;
}

/** Weights that fit more than one network: the user has to choose one. */
export interface WeightsChoice {
  presets: string[];
}

/** A photo of the training or validation set. */
export interface TrainingPhoto {
  id: number;
  name: string;
  label: number;
  isValidation: boolean;
}

export interface TrainRequest {
  classes: string[];
  photos: TrainingPhoto[];
  /** `features`: transfer learning with the loaded weights. `scratch`: a preset with random weights. */
  start: 'features' | 'scratch';
  /** Used if `start` is `scratch`. */
  preset: string;
  epochs: number;
}

/** The prediction for one photo. */
export interface Prediction {
  id: number;
  top: ClassScore[];
}

/** The occlusion sensitivity of a prediction. */
export interface Occlusion {
  label: string;
  /** The photo, redder where covering it lowered the score more. */
  picture: RgbaPicture;
  /** Score of the label with nothing covered. */
  probability: number;
  /** The lowest score, with one region covered. */
  lowest: number;
}

export type TrainEvent =
  | {kind: 'note'; text: string}
  | {
      kind: 'progress';
      step: number;
      totalSteps: number;
      loss: number;
      accuracy: number;
      secondsLeft: number;
      imagesPerSecond: number;
    }
  | {kind: 'evaluation'; step: number; loss: number; accuracy: number}
  | {kind: 'filters'; layer: string; picture: RgbaPicture}
  | {kind: 'predictions'; predictions: Prediction[]};

/** A network that is ready to predict: trained here, or opened from a file. */
export interface NetworkInfo {
  preset: string;
  classes: string[];
  /** Width and height that the shorter side of an image is scaled to. */
  inputPx: number;
  /** Layers whose activations can be drawn. */
  layers: string[];
  /** Validation accuracy; undefined if the network was opened from a file. */
  accuracy?: number;
  validationCount?: number;
  seconds?: number;
  /** Whether it was stopped before its last step. */
  isStopped: boolean;
}

/** The worker's methods. Each may throw an Error whose message is written for users. */
export interface Workshop {
  chooseBackend(name: BackendName | 'auto'): Promise<BackendInfo>;
  addPhoto(file: Blob, name: string): Promise<KeptPhoto>;
  removePhoto(id: number): void;
  /** `preset` selects the network if the weights fit more than one. */
  openWeights(file: Blob, name: string, preset?: string): Promise<WeightsInfo | WeightsChoice>;
  train(request: TrainRequest, listener: (event: TrainEvent) => void): Promise<NetworkInfo>;
  stop(): void;
  predict(id: number): Promise<Prediction>;
  /** The best classes for an image that is not among the stored photos. */
  predictImage(image: Blob | ImageBitmap, top: number): Promise<ClassScore[]>;
  /** The network as files by name. */
  modelFiles(format: 'tfjs' | 'onnx' | 'safetensors'): Promise<Record<string, Uint8Array>>;
  /** Occlusion sensitivity: the input crop of the photo, red where covering it lowers the score. */
  occlusion(id: number, listener: (done: number, count: number) => void): Promise<Occlusion>;
  activations(id: number, layer: string): Promise<RgbaPicture>;
  filters(): Promise<{layer: string; picture: RgbaPicture} | undefined>;
  /** The model directory of the command `alexnet`, as a zip file. */
  saveModel(): Promise<Blob>;
  openModel(file: Blob, name: string): Promise<NetworkInfo>;
}
