import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {momentumSGD} from '../optimizers/momentum-sgd';
import type {TrainConfig} from '../presets/preset';

/** Optimizers by the names of the command line. */
export const OPTIMIZER_NAMES = ['momentum', 'sgd', 'adam'] as const;

/** An optimizer by name. */
export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];

/** Adam's own usual learning rate; those of the presets are meant for momentum, and ten times too large for it. */
const ADAM_LEARNING_RATE = 0.001;

/** The learning rate to start with: the one given, else the recipe's, for Adam its own. */
export function startingLearningRate(
  name: OptimizerName,
  learningRate: number | undefined,
  recipe: Pick<TrainConfig, 'learningRate'>,
): number {
  return learningRate ?? (name === 'adam' ? ADAM_LEARNING_RATE : recipe.learningRate);
}

/** Makes an optimizer by its name, with the recipe's momentum and weight decay where it has them. */
export function makeOptimizer(
  name: OptimizerName,
  learningRate: number,
  {momentum, weightDecay, multipliers}: Pick<TrainConfig, 'momentum' | 'weightDecay' | 'multipliers'>,
): tf.Optimizer {
  switch (checksFor('train').oneOf('optimizer', name, OPTIMIZER_NAMES)) {
    case 'momentum':
      return momentumSGD({learningRate, momentum, weightDecay, multipliers});
    case 'sgd':
      return tf.train.sgd(learningRate);
    case 'adam':
      return tf.train.adam(learningRate);
  }
}
