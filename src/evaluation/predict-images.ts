import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {evaluationTransform} from '../augmentation/batch-transform';
import {checksFor} from '../core/check';
import type {Preprocessing} from '../core/preprocessing';
import {requireModel} from '../models/require-model';
import {requirePreprocessing} from '../augmentation/require-preprocessing';
import {requireSource} from '../data/require-source';
import type {ImageSource} from '../data/image-source';
import {AlexNetError} from '../errors';
import {logProbabilities} from './log-probabilities';
import {runBatches} from './run-batches';
import {tenCropLogProbabilities} from './ten-crop-predict';
import {topK, type ClassScore} from './top-k';

/** Options of {@link predictImages} and of the functions that call it. */
export interface PredictOptions {
  preprocessing: Preprocessing;
  /** 1: the center; 10: the mean of the corners, the center and their mirror images (section 4.1). Default 1. */
  crops?: 1 | 10;
  /** Views per batch: images, or with ten crops ten for each image, and at least one image. ≥ 1. Default 32. */
  batchSize?: number;
  /** Stops between two batches; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each batch with the number of images that are done. */
  onProgress?: (done: number, count: number) => void;
}

/** Checks the arguments of a public function that predicts on a source. */
export function checkPrediction(
  where: string,
  model: tfl.LayersModel,
  source: ImageSource,
  options: PredictOptions,
): void {
  requireModel(where, model);
  requireSource(where, 'source', source);
  requirePreprocessing(where, options);
  const {crops = 1, batchSize = 32} = options;
  const check = checksFor(where);
  check.oneOf('crops', String(crops), ['1', '10']);
  check.integer('batchSize', batchSize, 1);
}

/** One batch of predictions. */
export interface PredictedBatch {
  /** Position in the source of the first image. */
  start: number;
  count: number;
  /** [count, classes], row by row. */
  logProbabilities: Float32Array;
}

/** The prediction for one image. */
export interface ImagePrediction {
  /** The image's name in the source. */
  name: string;
  /** The best classes; the score is the probability. */
  top: ClassScore[];
}

/**
 * Runs a model over all images of a source, batch by batch. The arguments were checked by {@link checkPrediction}.
 *
 * @throws bad-shape when the model has another number of outputs than `preprocessing.classes`.
 */
export async function* predictBatches(
  model: tfl.LayersModel,
  source: ImageSource,
  {preprocessing, crops = 1, batchSize = 32, signal, onProgress}: PredictOptions,
): AsyncGenerator<PredictedBatch, void, undefined> {
  const head = logProbabilities(model);
  if (head.classes !== preprocessing.classes.length) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: `model "${model.name}"`,
      problem: 'it does not have one output for each class.',
      expected: `${preprocessing.classes.length} outputs: ${preprocessing.classes.slice(0, 5).join(', ')}`,
      received: `${head.classes} outputs`,
      fix: 'use the preprocessing.json that was saved with this model',
    });
  }
  const [height, width] = source.imageShape;
  const transform = evaluationTransform(preprocessing);
  const compute =
    crops === 10
      ? tenCropLogProbabilities(model, preprocessing, [height, width])
      : (images: tf.Tensor4D) => head.apply(transform(images));
  // The views take the memory: 32 images of ten crops would be 320 network inputs in one pass.
  const imagesPerBatch = Math.max(1, Math.floor(batchSize / crops));
  const options = {batchSize: imagesPerBatch, signal, onProgress};
  for await (const {start, count, data} of runBatches(source, options, compute)) {
    yield {start, count, logProbabilities: data};
  }
}

/**
 * Returns the best classes of every image of a source, in its order.
 *
 * @param options `top`: how many classes per image, default 5.
 */
export async function predictImages(
  model: tfl.LayersModel,
  source: ImageSource,
  options: PredictOptions & {top?: number},
): Promise<ImagePrediction[]> {
  checkPrediction('predictImages', model, source, options);
  const {top = 5, preprocessing} = options;
  const classes = preprocessing.classes.length;
  const predictions: ImagePrediction[] = [];
  for await (const batch of predictBatches(model, source, options)) {
    for (let i = 0; i < batch.count; i++) {
      const scores = batch.logProbabilities.subarray(i * classes, (i + 1) * classes).map(Math.exp);
      predictions.push({
        name: source.names[batch.start + i] ?? '',
        top: topK(scores, top, preprocessing.classes),
      });
    }
  }
  return predictions;
}
