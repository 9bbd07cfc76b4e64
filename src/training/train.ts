import type * as tfl from '@tensorflow/tfjs-layers';
import {requireModel} from '../models/require-model';
import {frozenInput} from './frozen/frozen-features';
import {imageInput} from './image-input';
import {resolveTrainOptions} from './resolve-train-options';
import {TrainLoop} from './train-loop';
import type {TrainOptions} from './train-options';
import type {TrainReport} from './train-report';

/**
 * Trains a classifier with dropout, seeded augmentation, a learning-rate schedule, evaluation on the whole validation set,
 * and checkpoints from which it resumes exactly: a run that was stopped and resumed has, byte for byte, the weights and
 * the history of one that never stopped (on one machine and backend, with MomentumSGD, sgd or adam).
 *
 * The model ends up with the weights of the last step; those of the best one are in the store.
 *
 * @example
 * const report = await train(model, {data, validation, preprocessing, batchSize: 64, epochs: 10, seed: 1});
 * console.log(report.best); // {step, accuracy, loss}
 */
export async function train(model: tfl.LayersModel, options: TrainOptions): Promise<TrainReport> {
  requireModel('train', model);
  const resolved = resolveTrainOptions(options);
  try {
    const {frozenFeatures} = resolved;
    const input =
      frozenFeatures === undefined
        ? imageInput(model, resolved)
        : frozenInput(model, frozenFeatures, resolved);
    return await new TrainLoop(model, resolved, input).run();
  } finally {
    if (options.optimizer === undefined) {
      resolved.optimizer.dispose();
    }
  }
}
