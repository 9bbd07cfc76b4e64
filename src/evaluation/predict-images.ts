import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {evaluationTransform} from '../augmentation/batch-transform';
import {checksFor} from '../core/check';
import {nextTurn} from '../core/next-turn';
import type {Preprocessing} from '../core/preprocessing';
import {requireModel, requirePreprocessing, requireSource} from '../core/structured-argument';
import type {ImageSource} from '../data/image-source';
import {AlexNetError} from '../errors';
import {logProbabilities} from './log-probabilities';
import {tenCropLogProbabilities} from './ten-crop-predict';
import {topK, type ClassScore} from './top-k';

/** Options of {@link predictImages} and of what is built on it. */
export interface PredictOptions {
  preprocessing: Preprocessing;
  /** 1: the center; 10: the mean of the corners, the center and their mirror images (section 4.1). Default 1. */
  crops?: 1 | 10;
  /** Views at a time: pictures, or with ten crops ten for each picture, and at least one picture. ≥ 1. Default 32. */
  batchSize?: number;
  /** Stops between two batches; then the promise fails with the signal's reason. */
  signal?: AbortSignal;
  /** Hears how many pictures are done. */
  onProgress?: (done: number, count: number) => void;
}

/** One batch of predictions. */
export interface PredictedBatch {
  /** Position in the source of the first picture. */
  start: number;
  count: number;
  /** [count, classes], row by row. */
  logProbabilities: Float32Array;
}

/** What was predicted for one picture. */
export interface ImagePrediction {
  /** The picture's name in the source. */
  name: string;
  /** The best classes; the score is the probability. */
  top: ClassScore[];
}

/**
 * Runs a model over all pictures of a source, batch by batch; holds no more than two batches in memory.
 *
 * @throws bad-shape when the model has another number of outputs than `preprocessing.classes`.
 */
export async function* predictBatches(
  model: tfl.LayersModel,
  source: ImageSource,
  {preprocessing, crops = 1, batchSize = 32, signal, onProgress}: PredictOptions,
): AsyncGenerator<PredictedBatch, void, undefined> {
  const check = checksFor('predictImages');
  check.oneOf('crops', String(crops), ['1', '10']);
  check.integer('batchSize', batchSize, 1);
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
  const [height, width, channels] = source.imageShape;
  const transform = evaluationTransform(preprocessing);
  const judge =
    crops === 10
      ? tenCropLogProbabilities(model, preprocessing, [height, width])
      : (images: tf.Tensor4D) => head.apply(transform(images));
  // Memory is what views take: 32 pictures of ten crops would be 320 images in one pass.
  const pictures = Math.max(1, Math.floor(batchSize / crops));
  const rangeFrom = (start: number): Uint32Array =>
    Uint32Array.from({length: Math.max(0, Math.min(pictures, source.count - start))}, (_, i) => start + i);
  for (let start = 0; start < source.count; start += pictures) {
    signal?.throwIfAborted();
    const indices = rangeFrom(start);
    const bytes = await source.read(indices);
    source.prefetch(rangeFrom(start + pictures));
    const output = tf.tidy(() =>
      judge(tf.tensor4d(bytes, [indices.length, height, width, channels], 'int32')),
    );
    const values = Float32Array.from(await output.data());
    output.dispose();
    onProgress?.(start + indices.length, source.count);
    yield {start, count: indices.length, logProbabilities: values};
    await nextTurn();
  }
}

/**
 * The best classes of every picture of a source, in its order.
 *
 * @param options `top`: how many classes per picture, default 5.
 */
export async function predictImages(
  model: tfl.LayersModel,
  source: ImageSource,
  options: PredictOptions & {top?: number},
): Promise<ImagePrediction[]> {
  requireModel('predictImages', model);
  requireSource('predictImages', 'source', source);
  requirePreprocessing('predictImages', options);
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
