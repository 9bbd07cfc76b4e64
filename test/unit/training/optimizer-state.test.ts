import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {readModelWeights, writeModelWeights} from '../../../src/models/model-weights';
import {readOptimizerState, variableOf, writeOptimizerState} from '../../../src/training/optimizer-state';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

const OPTIMIZERS: [string, () => tf.Optimizer][] = [
  ['MomentumSGD', () => momentumSGD()],
  ['sgd', () => tf.train.sgd(0.1)],
  ['momentum', () => tf.train.momentum(0.1, 0.9)],
  ['rmsprop', () => tf.train.rmsprop(0.01)],
  ['adagrad', () => tf.train.adagrad(0.1)],
  ['adam', () => tf.train.adam(0.01)],
];

/** Pulls all weights toward 0 a little: a loss as simple as can be. */
function step(optimizer: tf.Optimizer, model: tfl.LayersModel): void {
  const variables = model.trainableWeights.map(variableOf);
  const loss = (): tf.Scalar => tf.addN(variables.map(v => tf.sum(tf.square(v)))) as tf.Scalar;
  tf.tidy(() => {
    optimizer.minimize(loss, false, variables);
  });
}

describe('optimizer state', () => {
  it.each(OPTIMIZERS)('of %s brings back the very same steps in another process', async (_name, make) => {
    const [a, b] = [tinyModel(1), tinyModel(2)];
    const [first, second] = [make(), make()];
    for (let i = 0; i < 7; i++) {
      step(first, a);
    }
    // As through a file: nothing is shared.
    const state = structuredClone(await readOptimizerState(first, a));
    writeModelWeights(b, await readModelWeights(a));
    await writeOptimizerState(second, b, state);
    for (let i = 0; i < 5; i++) {
      step(first, a);
      step(second, b);
    }
    expect(await readModelWeights(b)).toEqual(await readModelWeights(a));
    expect(await readOptimizerState(second, b)).toEqual(await readOptimizerState(first, a));
    a.dispose();
    b.dispose();
  });

  it.each(OPTIMIZERS)('of %s is read without a leak', async (_name, make) => {
    const model = tinyModel();
    const optimizer = make();
    step(optimizer, model);
    await readOptimizerState(optimizer, model);
    await expectNoLeak(() => readOptimizerState(optimizer, model));
    model.dispose();
  });

  it('names weights without the number that tells models of one process apart', async () => {
    const [a, b] = [tinyModel(), tinyModel()];
    const optimizer = tf.train.adam(0.1);
    step(optimizer, b);
    const names = (await readOptimizerState(optimizer, b)).map(({name}) => name);
    expect(names).toContain('conv1/kernel/m');
    expect(names).toContain('property:accBeta1');
    a.dispose();
    b.dispose();
  });

  it('says so when an optimizer has no state to read', async () => {
    const model = tinyModel();
    await expectAlexNetError(
      () => readOptimizerState(tf.train.adamax(), model),
      'unsupported',
      'Adamax',
      'fix: use MomentumSGD',
    );
    model.dispose();
  });
});
