import type * as tfl from '@tensorflow/tfjs-layers';
import {requireFields, requireModel, requirePreprocessing, requireSource} from '../core/structured-argument';
import {momentumSGD} from '../optimizers/momentum-sgd';
import {frozenInput} from './frozen-features';
import {TrainLoop} from './train-loop';
import {resolveTrainOptions, type TrainOptions} from './train-options';
import type {EvaluationPoint} from './train-state';
import {pictureInput} from './training-input';

/** What a training run came to. */
export interface TrainReport {
  /** Steps done, those before a resume included. */
  steps: number;
  /** Epochs begun. */
  epochs: number;
  /** Of this session. */
  seconds: number;
  /** True when `signal` ended the run before its last step. */
  interrupted: boolean;
  /** Of the best evaluation; without held-out pictures of the last batch. NaN when there was none. */
  loss: number;
  /** As `loss`. */
  accuracy: number;
  /** The best evaluation: highest accuracy, then lowest loss. */
  best?: EvaluationPoint;
  /** The last evaluation. */
  last?: EvaluationPoint;
  /** Part of the time spent waiting for pictures, in [0, 1]. */
  waitedShare: number;
}

/**
 * Trains a classifier, with dropout, seeded augmentation, a learning rate schedule, evaluation on all held-out pictures
 * and checkpoints from which it goes on exactly: a run that was stopped and resumed gives, byte for byte, the
 * weights and the history of one that never stopped (on one machine and backend, with MomentumSGD, sgd or adam).
 *
 * The model ends up with the weights of the last step; those of the best one are in the store.
 *
 * @example
 * const report = await train(model, {data, validation, preprocessing, batchSize: 64, epochs: 10, seed: 1});
 * console.log(report.best); // {step, accuracy, loss}
 */
export async function train(model: tfl.LayersModel, options: TrainOptions): Promise<TrainReport> {
  requireModel('train', model);
  requireFields('train', 'options', options, {
    what: 'the options of a training',
    fields: ['data'],
    fix: 'train(model, {data, validation, preprocessing, epochs: 10})',
  });
  requireSource('train', 'data', options.data);
  requirePreprocessing('train', options);
  const resolved = resolveTrainOptions(options);
  const {optimizer = momentumSGD()} = options;
  try {
    const {frozenFeatures} = options;
    const input =
      frozenFeatures === undefined
        ? pictureInput(model, options, resolved)
        : frozenInput(model, options, resolved, frozenFeatures);
    return await new TrainLoop(model, optimizer, options, resolved, input).run();
  } finally {
    if (options.optimizer === undefined) {
      optimizer.dispose();
    }
  }
}
