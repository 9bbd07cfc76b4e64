import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {
  EarlyStopping,
  type EarlyStoppingOptions,
  type EarlyStoppingState,
} from '../../../src/callbacks/early-stopping';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {expectAlexNetError} from '../../support/matchers';
import {SMALL_TRAININGS} from '../../support/small-training';

/** Hands losses to a callback as one call of fit would; the epoch after which it stopped, or undefined. */
async function feed(callback: EarlyStopping, losses: number[], firstEpoch = 0): Promise<number | undefined> {
  const model = {stopTraining: false, getWeights: () => [], setWeights: () => undefined};
  callback.model = model as unknown as typeof callback.model;
  await callback.onTrainBegin();
  for (const [i, val_loss] of losses.entries()) {
    await callback.onEpochEnd(firstEpoch + i, {val_loss});
    if (model.stopTraining) {
      await callback.onTrainEnd();
      return firstEpoch + i;
    }
  }
  await callback.onTrainEnd();
  return undefined;
}

const stopOf = (losses: number[], options: EarlyStoppingOptions = {}): Promise<number | undefined> =>
  feed(new EarlyStopping(options), losses);

const valuesOf = (model: tfl.LayersModel): number[][] =>
  model.getWeights().map(weight => Array.from(weight.dataSync()));

/** Notes the weights after each epoch. */
class Recorder extends tfl.Callback {
  readonly weights: number[][][] = [];

  override onEpochEnd(): Promise<void> {
    this.weights.push(valuesOf(this.model));
    return Promise.resolve();
  }
}

describe.each(SMALL_TRAININGS)('EarlyStopping in %s', (_, train) => {
  it.each([
    ['momentumSGD', () => momentumSGD({learningRate: 0.5})],
    ['stock adam', () => tf.train.adam(0.5)],
  ])('ends the training and puts the weights of the best epoch back: %s', async (__, make) => {
    const recorder = new Recorder();
    // A minDelta that no loss can meet: the first epoch is the best.
    const stopping = new EarlyStopping({patience: 2, minDelta: 100});
    const callbacks = [recorder, stopping];
    const model = await train({callbacks, optimizer: make(), epochs: 9, validate: true});
    expect(recorder.weights.length).toBe(3);
    expect(stopping.stoppedEpoch).toBe(2);
    expect(stopping.bestEpoch).toBe(0);
    expect(valuesOf(model)).toEqual(recorder.weights[0]);
    expect(valuesOf(model)).not.toEqual(recorder.weights[2]);
  });

  it('puts the best weights back where the training runs to its end too', async () => {
    const recorder = new Recorder();
    const stopping = new EarlyStopping({monitor: 'loss', patience: 9, minDelta: 100});
    const model = await train({callbacks: [recorder, stopping], epochs: 3});
    expect(stopping.stoppedEpoch).toBe(undefined);
    expect(valuesOf(model)).toEqual(recorder.weights[0]);
  });

  it('leaves the last weights where it is told to', async () => {
    const recorder = new Recorder();
    const stopping = new EarlyStopping({monitor: 'loss', minDelta: 100, restoreBestWeights: false});
    const model = await train({callbacks: [recorder, stopping], epochs: 5});
    expect(recorder.weights.length).toBe(2);
    expect(valuesOf(model)).toEqual(recorder.weights[1]);
  });

  it('leaks no tensor, after a training that threw neither', async () => {
    const run = async (callbacks: tfl.Callback[]): Promise<number> => {
      const before = tf.memory().numTensors;
      const model = await train({callbacks, epochs: 4, validate: true});
      model.dispose();
      return tf.memory().numTensors - before;
    };
    const stopping = new EarlyStopping({patience: 1, minDelta: 0.01});
    await run([stopping]);
    const usual = await run([]);
    expect(await run([stopping])).toBe(usual);
    const failing = new EarlyStopping();
    failing.model = {getWeights: () => [tf.scalar(1)]} as unknown as typeof failing.model;
    const before = tf.memory().numTensors;
    await failing.onTrainBegin();
    await failing.onEpochEnd(0, {val_loss: 1});
    failing.dispose();
    // The scalar of the model that stands in.
    expect(tf.memory().numTensors - before).toBe(1);
  });

  it('names the metrics that there are when the watched one is missing', async () => {
    await expectAlexNetError(
      () => train({callbacks: new EarlyStopping()}),
      'bad-argument',
      'one of loss',
      'pass validationData',
    );
  });
});

describe('EarlyStopping', () => {
  it('ends the training at the bad epoch number patience, of which 0 and 1 are the same', async () => {
    expect(await stopOf([3, 2, 2, 2, 2], {patience: 2})).toBe(3);
    expect(await stopOf([3, 2, 2, 2, 2], {patience: 1})).toBe(2);
    expect(await stopOf([3, 2, 2, 2, 2])).toBe(2);
    expect(await stopOf([5, 4, 3, 2, 1])).toBe(undefined);
  });

  it('never accepts NaN as the best', async () => {
    const callback = new EarlyStopping({patience: 2});
    expect(await feed(callback, [NaN, 3, NaN, 2, NaN, NaN])).toBe(5);
    expect([callback.best, callback.bestEpoch]).toEqual([2, 3]);
    // The first epoch never ends a training.
    expect(await stopOf([NaN, 1, 2])).toBe(2);
    // Keras: the first metric is the best, and nothing is better than NaN.
    expect(await stopOf([NaN, 3, 2, 1], {patience: 2, firstIsBest: true})).toBe(2);
  });

  it('wants the baseline beaten before an improvement restarts the count', async () => {
    expect(await stopOf([5, 4, 3, 3], {patience: 3, baseline: 1})).toBe(3);
    expect(await stopOf([5, 4, 0.5, 3, 3], {patience: 3, baseline: 1})).toBe(undefined);
  });

  it('begins to watch at startFromEpoch', async () => {
    expect(await stopOf([1, 2, 2, 5, 5], {startFromEpoch: 3})).toBe(4);
  });

  it('wants a metric beaten that is given back', async () => {
    expect(await stopOf([3, 2, 1], {patience: 2, initialBest: 0.5})).toBe(1);
  });

  it('begins anew with each training', async () => {
    const callback = new EarlyStopping({patience: 1});
    expect(await feed(callback, [1, 2])).toBe(1);
    expect(await feed(callback, [9, 8, 9])).toBe(2);
    expect(callback.best).toBe(8);
  });

  it('resumes from its state as if it had not stopped, at any point', async () => {
    const losses = [NaN, 5, Infinity, 4, 4.5, 3, 3, -Infinity, 1, 1];
    const options = {patience: 3};
    const expected = await stopOf(losses, options);
    expect(expected).toBe(undefined);
    for (let cut = 0; cut <= losses.length; cut++) {
      for (const patience of [1, 2, 3]) {
        const straight = new EarlyStopping({patience});
        const end = await feed(straight, losses);
        const first = new EarlyStopping({patience});
        const early = await feed(first, losses.slice(0, cut));
        const state = JSON.parse(JSON.stringify(first.state)) as EarlyStoppingState;
        const second = new EarlyStopping({patience, state});
        expect(early ?? (await feed(second, losses.slice(cut), cut))).toBe(end);
        if (early === undefined) {
          expect(second.state).toEqual(straight.state);
        }
      }
    }
  });

  it('refuses wrong arguments', async () => {
    await expectAlexNetError(() => new EarlyStopping({patience: -1}), 'bad-argument', 'patience = -1');
    await expectAlexNetError(() => new EarlyStopping({monitor: 'x'}), 'bad-argument', "mode: 'max'");
    const {state} = new EarlyStopping();
    await expectAlexNetError(
      () => new EarlyStopping({state: {...state, wait: -1}}),
      'bad-state',
      'wait = -1',
    );
  });

  it.each([
    [{restore_best_weights: true}, 'did you mean "restoreBestWeights"?'],
    [{min_delta: 1}, 'did you mean "minDelta"?'],
    [{start_from_epoch: 1}, 'did you mean "startFromEpoch"?'],
    [{patients: 1}, 'did you mean "patience"?'],
  ])('refuses the option in %j', async (options, fix) => {
    await expectAlexNetError(() => new EarlyStopping(options as object), 'bad-argument', fix);
  });
});
