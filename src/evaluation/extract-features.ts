import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {evaluationTransform} from '../augmentation/batch-transform';
import {checksFor} from '../core/check';
import type {Preprocessing} from '../core/preprocessing';
import {requireModel} from '../models/require-model';
import {requirePreprocessing} from '../augmentation/require-preprocessing';
import {requireSource} from '../data/require-source';
import type {ImageSource} from '../data/image-source';
import {featureExtractor} from '../models/feature-extractor';
import {runBatches} from './run-batches';

/** Options of {@link extractFeatures}. */
export interface ExtractFeaturesOptions {
  /** Name of the layer that computes the features: `fc7` for the paper's 4096 features (section 6.1). */
  layer: string;
  /** Preprocessing of the model. */
  preprocessing: Preprocessing;
  /** Takes the average or the maximum of feature maps over height and width: one feature per channel. Default: all values. */
  pool?: 'average' | 'max' | undefined;
  /** True is `pool: 'average'`. Default false. */
  averagePlaces?: boolean;
  /** Images per batch. ≥ 1. Default 32. */
  batchSize?: number;
  /** Stops between two batches; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each batch with the number of images that are done. */
  onProgress?: (done: number, count: number) => void;
}

/** The features that {@link extractFeatures} computed. */
export interface FeatureReport {
  /** One feature vector per image, in the order of the source. */
  values: Float32Array;
  /** [images, features per image]. */
  shape: [number, number];
}

/**
 * Computes the output of a layer for each image as a feature vector; feature maps are flattened as [height, width,
 * channels].
 *
 * @example
 * const {values, shape} = await extractFeatures(model, photos, {layer: 'fc7', preprocessing}); // shape [300, 4096]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 6.1 (photos with similar fc7 features look alike).
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
  const check = checksFor('extractFeatures');
  check.integer('batchSize', batchSize, 1);
  const {pool = averagePlaces ? 'average' : undefined} = options;
  if (pool !== undefined) {
    check.oneOf('pool', pool, ['average', 'max']);
  }
  const extractor = featureExtractor(model, layer);
  const sizes = extractor.outputs[0]?.shape.slice(1) ?? [];
  const isPooled = pool !== undefined && sizes.length === 3;
  const width = (isPooled ? sizes.slice(2) : sizes).reduce<number>((size, length) => size * (length ?? 1), 1);
  const transform = evaluationTransform(preprocessing);
  const values = new Float32Array(source.count * width);
  const batches = runBatches(source, {batchSize, signal, onProgress}, images => {
    const features = extractor.predict(transform(images)) as tf.Tensor;
    if (!isPooled) {
      return features;
    }
    return pool === 'max' ? tf.max(features, [1, 2]) : tf.mean(features, [1, 2]);
  });
  for await (const {start, data} of batches) {
    values.set(data, start * width);
  }
  return {values, shape: [source.count, width]};
}
