import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {trainingTransform, type BatchPosition} from '../augmentation/batch-transform';
import {evaluateModel} from '../evaluation/evaluate-model';
import {logProbabilities, type LogProbabilities} from '../evaluation/log-probabilities';
import type {ResolvedTrainOptions, TrainOptions} from './train-options';

/** What an evaluation on the held-out pictures finds. */
export interface HeldOutScore {
  accuracy: number;
  loss: number;
}

/** Where the training loop gets its batches from and what it trains on them: pictures, or features of frozen layers. */
export interface TrainingInput {
  /** From a batch of {@link tensor} to logarithms of probabilities. */
  readonly head: LogProbabilities;
  /** Makes ready what is made once; called when the model has the weights that the run begins with. */
  prepare(): Promise<void>;
  /** Begins to read what a step needs. */
  read(indices: ArrayLike<number>): Promise<Uint8Array>;
  /** Makes the batch of a step from what was read. */
  tensor(bytes: Uint8Array, at: BatchPosition): tf.Tensor;
  /** Judges the model on all held-out pictures; fails with the signal's reason. */
  evaluate(signal: AbortSignal | undefined): Promise<HeldOutScore>;
}

/** Pictures, varied anew at each step, through the whole network. */
export function pictureInput(
  model: tfl.LayersModel,
  options: TrainOptions,
  {seed, augmentation, evaluationBatchSize}: ResolvedTrainOptions,
): TrainingInput {
  const {data, validation, preprocessing} = options;
  const transform = trainingTransform(preprocessing, {seed, ...augmentation});
  return {
    head: logProbabilities(model),
    prepare: () => Promise.resolve(),
    read: indices => data.read(indices),
    tensor: (bytes, at) =>
      tf.tidy(() => transform(tf.tensor4d(bytes, [at.indices.length, ...data.imageShape], 'int32'), at)),
    evaluate: async signal => {
      if (validation === undefined) {
        throw new Error('internal: nothing is held out; please report this');
      }
      const report = await evaluateModel(model, validation, {
        preprocessing,
        batchSize: evaluationBatchSize,
        signal,
      });
      return {accuracy: report.top1, loss: report.loss};
    },
  };
}
