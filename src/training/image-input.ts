import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {trainingTransform} from '../augmentation/batch-transform';
import {measureModel} from '../evaluation/evaluate-model';
import {logProbabilities} from '../evaluation/log-probabilities';
import {ReadAhead} from './read-ahead';
import type {ResolvedTrainOptions} from './resolve-train-options';
import type {TrainingInput} from './training-input';

/** Trains the whole network on images, augmented anew at each step. */
export function imageInput(model: tfl.LayersModel, options: ResolvedTrainOptions): TrainingInput {
  const {data, validation, preprocessing, seed, augmentation, evaluationBatchSize: batchSize, now} = options;
  const transform = trainingTransform(preprocessing, {seed, ...augmentation});
  const reader = new ReadAhead({read: indices => data.read(indices), now});
  return {
    head: logProbabilities(model),
    get waitedMs() {
      return reader.waitedMs;
    },
    prepare: () => Promise.resolve(),
    batch: async (at, next) => {
      const bytes = await reader.read(at, next);
      return tf.tidy(() =>
        transform(tf.tensor4d(bytes, [at.indices.length, ...data.imageShape], 'int32'), at),
      );
    },
    evaluate:
      validation &&
      (async signal => {
        const {top1, loss} = await measureModel(model, validation, {preprocessing, batchSize, signal});
        return {accuracy: top1, loss};
      }),
    close: () => reader.close(),
  };
}
