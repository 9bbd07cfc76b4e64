import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {evaluationTransform} from '../augmentation/batch-transform';
import {checksFor} from '../core/check';
import {nextTurn} from '../core/next-turn';
import type {Preprocessing} from '../core/preprocessing';
import {requireModel, requirePreprocessing, requireSource} from '../core/structured-argument';
import type {ImageSource} from '../data/image-source';
import {featureExtractor} from '../models/feature-extractor';

/** Options of {@link extractFeatures}. */
export interface ExtractFeaturesOptions {
  /** Name of the layer whose output is taken: `fc7` for the paper's 4096 numbers (section 6.1). */
  layer: string;
  /** The way of a picture into the network. */
  preprocessing: Preprocessing;
  /** Takes the mean over the places of a layer that has them: one number per channel. Default false. */
  averagePlaces?: boolean;
  /** Pictures at a time. ≥ 1. Default 32. */
  batchSize?: number;
  /** Stops between two batches; then the promise fails with the signal's reason. */
  signal?: AbortSignal;
  /** Hears how many pictures are done. */
  onProgress?: (done: number, count: number) => void;
}

/** What {@link extractFeatures} found. */
export interface FeatureReport {
  /** One row of numbers per picture, in the order of the source. */
  values: Float32Array;
  /** [pictures, numbers per picture]. */
  shape: [number, number];
}

/**
 * What a layer says about each picture: its output as a row of numbers, flattened as [height, width, channels] where
 * the layer has places.
 *
 * @example
 * const {values, shape} = await extractFeatures(model, photos, {layer: 'fc7', preprocessing}); // shape [300, 4096]
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 6.1 (photos whose fc7 is near look alike).
 */
export async function extractFeatures(
  model: tfl.LayersModel,
  source: ImageSource,
  options: ExtractFeaturesOptions,
): Promise<FeatureReport> {
  requireModel('extractFeatures', model);
  requireSource('extractFeatures', 'source', source);
  requirePreprocessing('extractFeatures', options);
  const {layer, preprocessing, averagePlaces = false, batchSize = 32, signal, onProgress} = options;
  checksFor('extractFeatures').integer('batchSize', batchSize, 1);
  const extractor = featureExtractor(model, layer);
  const sizes = extractor.outputs[0]?.shape.slice(1) ?? [];
  const isAveraged = averagePlaces && sizes.length === 3;
  const width = (isAveraged ? sizes.slice(2) : sizes).reduce<number>(
    (size, length) => size * (length ?? 1),
    1,
  );
  const transform = evaluationTransform(preprocessing);
  const [height, columns, channels] = source.imageShape;
  const values = new Float32Array(source.count * width);
  const rangeFrom = (start: number): Uint32Array =>
    Uint32Array.from({length: Math.max(0, Math.min(batchSize, source.count - start))}, (_, i) => start + i);
  for (let start = 0; start < source.count; start += batchSize) {
    signal?.throwIfAborted();
    const indices = rangeFrom(start);
    const bytes = await source.read(indices);
    source.prefetch(rangeFrom(start + batchSize));
    const output = tf.tidy(() => {
      const images = tf.tensor4d(bytes, [indices.length, height, columns, channels], 'int32');
      const features = extractor.predict(transform(images)) as tf.Tensor;
      return isAveraged ? tf.mean(features, [1, 2]) : features;
    });
    values.set(await output.data<'float32'>(), start * width);
    output.dispose();
    onProgress?.(start + indices.length, source.count);
    await nextTurn();
  }
  return {values, shape: [source.count, width]};
}
