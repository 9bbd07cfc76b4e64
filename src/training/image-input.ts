import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {trainingTransform, type BatchPosition} from '../augmentation/batch-transform';
import {drawMix, mixBatch, type BatchMix} from '../augmentation/mix-batch';
import {RandomStream} from '../core/random';
import {measureModel} from '../evaluation/evaluate-model';
import {logProbabilities} from '../evaluation/log-probabilities';
import {ReadAhead} from './read-ahead';
import type {ResolvedTrainOptions} from './resolve-train-options';
import type {TrainingInput} from './training-input';

/** Trains the whole network on images, augmented anew at each step. */
export function imageInput(model: tfl.LayersModel, options: ResolvedTrainOptions): TrainingInput {
  const {data, validation, preprocessing, seed, augmentation, evaluationBatchSize: batchSize, now} = options;
  const {mixup, cutmix} = options;
  const [height, width] = preprocessing.inputShape;
  // An image is in one batch of an epoch, so the first one names the batch.
  const mixOf = ({epoch, indices}: BatchPosition): BatchMix | undefined =>
    drawMix(RandomStream.derive(seed, 'mix', epoch, indices[0] ?? 0), [height, width], {mixup, cutmix});
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
      const mix = mixOf(at);
      return tf.tidy(() => {
        const images = transform(tf.tensor4d(bytes, [at.indices.length, ...data.imageShape], 'int32'), at);
        return mix === undefined ? images : mixBatch(images, mix);
      });
    },
    mixOf,
    prefetch: indices => {
      data.prefetch(indices);
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
