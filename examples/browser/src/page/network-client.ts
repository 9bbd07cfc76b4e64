import type {ClassScore} from 'tfjs-alexnet';

/** What the views of the page need from the network in the worker: `actions.network`. */
export interface NetworkClient {
  /** The best classes for one image, the score is the probability. A bitmap moves to the worker, which closes it. */
  predict(image: Blob | ImageBitmap, top?: number): Promise<ClassScore[]>;
  /**
   * The network as files by name. `tfjs`: model.json, weights.bin,
   * preprocessing.json; the others are one file.
   */
  modelFiles(format: 'tfjs' | 'zip' | 'onnx' | 'safetensors'): Promise<Record<string, Uint8Array>>;
}
