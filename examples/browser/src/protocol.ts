/** What the page gets from its workers. Plain data, so that it can be copied between threads. */
import type {ClassScore} from 'tfjs-alexnet';
import type {PixelImage, TrainerWeights} from 'tfjs-alexnet/worker';

export type BackendName = 'webgpu' | 'webgl' | 'wasm';

export interface BackendInfo {
  name: BackendName;
  /** A sentence for users: the device or the number of threads, and why this backend was selected. */
  words: string;
}

/** A photo that can be decoded. */
export interface ReadPhoto {
  /** A small JPEG. */
  thumbnail: Blob;
  /** The same for files with the same bytes. */
  fingerprint: string;
}

/** The methods of the worker for photos. Each may throw an Error whose message is written for users. */
export interface PhotoReader {
  read(file: Blob, name: string): Promise<ReadPhoto>;
  encode(image: PixelImage): Promise<Blob>;
}

/** Weights to start from. */
export interface WeightsInfo {
  /** Name of the file, or of the published weights. */
  file: string;
  source: TrainerWeights;
  /** Preset that they belong to. */
  preset: string;
  /** A sentence about the layers that are used. */
  words: string;
}

/** The prediction for one photo. */
export interface Prediction {
  id: number;
  top: ClassScore[];
}

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
