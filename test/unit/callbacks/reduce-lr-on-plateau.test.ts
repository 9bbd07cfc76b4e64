import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {ReduceLROnPlateau} from '../../../src/callbacks/reduce-lr-on-plateau';
import {getLearningRate} from '../../../src/callbacks/optimizer-learning-rate';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {expectAlexNetError} from '../../support/matchers';
import {SMALL_TRAININGS} from '../../support/small-training';

const OPTIMIZERS: [string, () => tf.Optimizer][] = [
  ['momentumSGD', () => momentumSGD({learningRate: 0.5})],
  ['stock sgd', () => tf.train.sgd(0.5)],
  ['stock adam', () => tf.train.adam(0.5)],
];

describe.each(SMALL_TRAININGS)('ReduceLROnPlateau in %s', (_, train) => {
  it.each(OPTIMIZERS)(
    'reduces the learning rate of %s when the metric no longer improves',
    async (__, make) => {
      const seen: object[] = [];
      // A threshold that no loss can meet: every epoch after the first is bad.
      const callbacks = new ReduceLROnPlateau({
        patience: 1,
        threshold: 100,
        factor: 0.1,
        onReduce: reduction => seen.push(reduction),
      });
      const optimizer = make();
      await train({callbacks, optimizer, epochs: 4, validate: true});
      expect(getLearningRate(optimizer)).toBeCloseTo(0.05, 12);
      expect(seen).toEqual([{epoch: 2, learningRate: 0.05, previous: 0.5}]);
    },
  );

  it('leaves it alone while the metric improves', async () => {
    const optimizer = momentumSGD({learningRate: 0.1});
    const callbacks = new ReduceLROnPlateau({monitor: 'loss', patience: 0, threshold: 0});
    await train({callbacks, optimizer, epochs: 3});
    expect(optimizer.learningRate).toBe(0.1);
    expect(callbacks.schedule?.reductions).toBe(0);
  });

  it('goes on through further trainings', async () => {
    const optimizer = momentumSGD({learningRate: 0.5});
    const callbacks = new ReduceLROnPlateau({monitor: 'loss', patience: 1, threshold: 100});
    for (let i = 0; i < 3; i++) {
      await train({callbacks, optimizer});
    }
    expect(optimizer.learningRate).toBeCloseTo(0.05, 12);
  });

  it('names the metrics that there are when the watched one is missing', async () => {
    const callbacks = new ReduceLROnPlateau();
    await expectAlexNetError(() => train({callbacks}), 'bad-argument', 'one of loss', 'pass validationData');
  });
});

describe('ReduceLROnPlateau', () => {
  it('refuses wrong arguments before the training', async () => {
    await expectAlexNetError(() => new ReduceLROnPlateau({factor: 2}), 'bad-argument', 'factor = 2');
    await expectAlexNetError(
      () => new ReduceLROnPlateau({moniter: 'x'} as object),
      'bad-argument',
      '"moniter"',
    );
  });
});
