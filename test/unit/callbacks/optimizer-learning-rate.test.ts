import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {getLearningRate, setLearningRate} from '../../../src/callbacks/optimizer-learning-rate';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {expectAlexNetError} from '../../support/matchers';

const OPTIMIZERS: [string, () => tf.Optimizer][] = [
  ['momentumSGD', () => momentumSGD({learningRate: 0.5})],
  ['sgd', () => tf.train.sgd(0.5)],
  ['momentum', () => tf.train.momentum(0.5, 0.9)],
  ['adam', () => tf.train.adam(0.5)],
  ['adamax', () => tf.train.adamax(0.5)],
  ['adagrad', () => tf.train.adagrad(0.5)],
  ['adadelta', () => tf.train.adadelta(0.5)],
  ['rmsprop', () => tf.train.rmsprop(0.5)],
];

/** How far one step with this learning rate moves a weight at 1, of gradient 1. */
function stepOf(optimizer: tf.Optimizer): number {
  const w = tf.variable(tf.scalar(1));
  optimizer.applyGradients([{name: w.name, tensor: tf.scalar(1)}]);
  return 1 - w.dataSync()[0]!;
}

describe('the learning rate of an optimizer', () => {
  it.each(OPTIMIZERS)('is read and set, and heeded by the next step: %s', (_, make) => {
    const [full, reduced] = [make(), make()];
    expect(getLearningRate(full)).toBe(0.5);
    setLearningRate(reduced, 0.05);
    expect(getLearningRate(reduced)).toBe(0.05);
    const ratio = stepOf(reduced) / stepOf(full);
    // float32 leaves 1e-7 of a step that may be 1e-4 of the weight.
    expect(Math.abs(ratio - 0.1)).toBeLessThan(0.002);
  });

  it('is refused where there is none', async () => {
    const strange = {getClassName: () => 'Strange', minimize: null} as unknown as tf.Optimizer;
    await expectAlexNetError(
      () => getLearningRate(strange),
      'unsupported',
      'Strange',
      'learningRate = undefined',
      'fix',
    );
    await expectAlexNetError(
      () => {
        setLearningRate(strange, 1);
      },
      'unsupported',
      'Strange',
    );
  });
});
