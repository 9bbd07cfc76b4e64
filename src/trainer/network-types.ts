/** What a trainer tells of its network, and what it takes for one. Plain data, which crosses threads. */
import type {RgbaPicture} from '../drawing/filter-grid';
import type {EvaluatedImage, EvaluationReport} from '../evaluation/evaluate-model';
import type {ClassScore} from '../evaluation/top-k';
import type {PretrainedWeights} from '../presets/pretrained';
import type {PhotoBlob} from './image-types';

/**
 * Weights to start from: the name of published ones (`listPretrained()`), a record of your own, or the file itself (`.pth`,
 * `.caffemodel`, `.safetensors`, `.onnx`, `.npz`, `.h5`).
 */
export type TrainerWeights = string | PretrainedWeights | PhotoBlob | Uint8Array | ArrayBuffer;

/** What is known of weights before a training; see `trainer.inspectWeights`. */
export interface TrainerWeightsInfo {
  /** Name of the file or of the published weights. */
  name: string;
  /** Id of the preset that they belong to. */
  preset: string;
  /** Number of classes that they were trained for. */
  classes: number;
}

/** How far a training is before its first step. */
export interface TrainerPreparing {
  /** `weights` are downloaded and read (bytes), `images` decoded (images), `features` of frozen layers computed (images). */
  part: 'weights' | 'images' | 'features';
  done: number;
  /** Left out where it is not known. */
  total?: number;
}

/** The prediction on an image of the validation set. */
export interface TrainerSample {
  /** Position in `validation.images`. */
  index: number;
  /** Its true class: a position in the list of classes. */
  label: number;
  /** The best classes; the score is the probability. */
  top: ClassScore[];
}

/** The filters of the first convolution. */
export interface TrainerFilters {
  /** Name of the layer. */
  layer: string;
  /** The filters side by side, as in Figure 3 of the paper. */
  image: RgbaPicture;
}

/** The network that a trainer predicts with. */
export interface TrainerNetwork {
  /** Id of the preset that it was made from, or the name of the model. */
  preset: string;
  classes: string[];
  /** Layers that have feature maps, from the input to the output: for `trainer.activations`. */
  mapLayers: string[];
  /** [height, width, channels] of its input. */
  inputShape: [number, number, number];
  /** Pixels to which the shorter side of an image is scaled; its central square is used. */
  resizeShorterSide: number;
}

/** The result for the images of one class. */
export interface ClassResult {
  /** Name of the class. */
  label: string;
  /** Images of this class. */
  count: number;
  /** Fraction of them that is predicted correctly; NaN without any. */
  accuracy: number;
}

/** Metrics of a network on labeled images. */
export interface TrainerEvaluation extends EvaluationReport {
  /** One for each class of the network. */
  perClass: ClassResult[];
  /** One for each image, in their order. */
  predictions: EvaluatedImage[];
}

/** The occlusion sensitivity of a prediction. */
export interface TrainerOcclusion {
  /** The predicted class. */
  label: string;
  /** Its probability with nothing covered. */
  score: number;
  /** Its lowest probability with one region covered. */
  lowest: number;
  /** The input of the network, red where covering a region lowers the probability. */
  image: RgbaPicture;
}

/** How feature maps are drawn. */
export interface TrainerActivationsOptions {
  /** Maximal number of maps, the strongest first. ≥ 1. Default 64. */
  maxChannels?: number;
  /** Maps per row. ≥ 1. Default 8. */
  columns?: number;
  /** Approximate length of a map's longer side in pixels. ≥ 1. Default 64. */
  mapPx?: number;
}
