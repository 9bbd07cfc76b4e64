import {type Optimizer} from '@tensorflow/tfjs-core';
import {AlexNetError} from '../errors';

/** Fields of tfjs's optimizers that their declarations hide. */
interface WithLearningRate {
  learningRate?: unknown;
  setLearningRate?: unknown;
}

/** The learning rate of an optimizer, this library's or a stock one. */
export function getLearningRate(optimizer: Optimizer): number {
  const {learningRate} = optimizer as unknown as WithLearningRate;
  if (typeof learningRate !== 'number') {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'getLearningRate',
      problem: `optimizer ${optimizer.getClassName()} has no learning rate to read or set.`,
      expected: 'an optimizer with a number learningRate',
      received: `learningRate = ${String(learningRate)}`,
      fix: 'compile the model with momentumSGD or an optimizer of tf.train',
    });
  }
  return learningRate;
}

/**
 * Sets the learning rate of an optimizer, this library's or a stock one, from its next step.
 *
 * Stock SGD and momentum keep a tensor beside the number, which only their `setLearningRate` renews; the others read
 * the number at each step.
 */
export function setLearningRate(optimizer: Optimizer, learningRate: number): void {
  getLearningRate(optimizer);
  const target = optimizer as unknown as WithLearningRate;
  if (typeof target.setLearningRate === 'function') {
    (target.setLearningRate as (learningRate: number) => void).call(optimizer, learningRate);
  } else {
    target.learningRate = learningRate;
  }
}
