import type * as tf from '@tensorflow/tfjs-core';

/** Where in a run a batch stands: what its random draws are addressed by. */
export interface BatchPosition {
  /** Counted from 0. */
  epoch: number;
  /** Position in the image source of each picture of the batch. */
  indices: ArrayLike<number>;
}

/** Pictures [batch, height, width, 3] (RGB, 0–255; int32 or float32) to network input. The input tensor stays the caller's. */
export type TrainingTransform = (images: tf.Tensor4D, at: BatchPosition) => tf.Tensor4D;

/** As {@link TrainingTransform}, without random draws. */
export type EvaluationTransform = (images: tf.Tensor4D) => tf.Tensor4D;

/** What a {@link TrainingTransform} draws for each picture. */
export interface TrainingTransformOptions {
  /** Of all draws. */
  seed: number;
  /** Cut the input size out at a random place, else out of the center. Default true. */
  crop?: boolean;
  /** Mirror every second picture, by chance. Default true. */
  flip?: boolean;
  /** Standard deviation of the PCA color draw; 0 switches it off. Default 0.1 (section 4.1) where there are components, else 0. */
  colorStddev?: number;
  /**
   * Area of the crop as a share of the picture, drawn uniformly from this range; the crop is then resized to the
   * input size. Default undefined: crops are never resized.
   */
  cropArea?: readonly [number, number];
  /** Range of width / height of such a crop, drawn uniformly on a log scale. Default [3/4, 4/3]. Needs `cropArea`. */
  cropAspectRatio?: readonly [number, number];
}
