import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {MomentumSGD} from '../../../src/optimizers/momentum-sgd';
import {CAFFENET} from '../../../src/presets/networks/caffenet';
import {makeOptimizer, startingLearningRate} from '../../../src/training/make-optimizer';
import {expectAlexNetError} from '../../support/matchers';

describe('makeOptimizer', () => {
  it("makes the paper's optimizer with the recipe's constants and multipliers", () => {
    const optimizer = makeOptimizer('momentum', 0.02, CAFFENET.train);
    expect(optimizer).toBeInstanceOf(MomentumSGD);
    expect(optimizer.getConfig()).toMatchObject({learningRate: 0.02, momentum: 0.9, weightDecay: 0.0005});
    expect(JSON.stringify(optimizer.getConfig())).toContain('*/bias');
  });

  it('makes stock optimizers by their names', () => {
    expect(makeOptimizer('sgd', 0.1, CAFFENET.train)).toBeInstanceOf(tf.SGDOptimizer);
    expect(makeOptimizer('adam', 0.1, CAFFENET.train)).toBeInstanceOf(tf.AdamOptimizer);
  });

  it('names the known ones for an unknown name', async () => {
    await expectAlexNetError(
      () => makeOptimizer('adamw' as 'adam', 0.1, CAFFENET.train),
      'bad-argument',
      '"adamw"',
      'did you mean "adam"?',
    );
  });

  it('starts from the learning rate given, even 0, else from the recipe, Adam from its own', () => {
    expect(startingLearningRate('momentum', 0, {learningRate: 1})).toBe(0);
    expect(startingLearningRate('sgd', undefined, {learningRate: 1})).toBe(1);
    expect(startingLearningRate('adam', undefined, {learningRate: 1})).toBe(0.001);
  });
});
