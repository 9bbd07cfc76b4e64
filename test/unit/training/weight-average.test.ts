import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {splitTrainedWeights, WeightAverage} from '../../../src/training/weight-average';
import {expectAlexNetError, expectClose} from '../../support/matchers';

/** Recorded by test/golden/make_training_parts.py. */
const golden = (
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../golden/data/training-parts.json'), 'utf8')) as {
    averagedWeights: {decay: number; path: number[][]; averages: number[][]};
  }
).averagedWeights;

const weightsOf = (model: tfl.LayersModel): number[] => [...model.weights[0]!.read().dataSync()];

function dense(): tfl.LayersModel {
  return tfl.sequential({
    layers: [tfl.layers.dense({name: 'fc', units: 1, inputShape: [2], useBias: false})],
  });
}

function set(model: tfl.LayersModel, values: number[]): void {
  tf.tidy(() => {
    model.setWeights([tf.tensor2d(values, [2, 1])]);
  });
}

describe('WeightAverage', () => {
  it("is the average of PyTorch's AveragedModel and of the naive recursion at every step", async () => {
    const model = dense();
    const average = new WeightAverage(model, golden.decay);
    let naive: number[] = [];
    for (const [t, values] of golden.path.entries()) {
      set(model, values);
      average.update();
      naive = values.map((w, i) => (t === 0 ? w : golden.decay * naive[i]! + (1 - golden.decay) * w));
      const found = await average.within(() => Promise.resolve(weightsOf(model)));
      expectClose(found, golden.averages[t]!);
      expectClose(found, naive);
      // Training continues from the weights themselves.
      expect(weightsOf(model)).toEqual(values);
    }
    average.dispose();
    model.dispose();
  });

  it('restored from what was read continues with the same bits', async () => {
    const [a, b] = [dense(), dense()];
    const [whole, resumed] = [new WeightAverage(a, 0.9), new WeightAverage(b, 0.9)];
    set(a, [0.1, 0.7]);
    whole.update();
    set(a, [0.3, -0.2]);
    whole.update();
    set(b, await whole.within(() => Promise.resolve(weightsOf(a))));
    resumed.restore(await whole.read());
    expect(weightsOf(b)).toEqual(weightsOf(a));
    for (const [model, average] of [
      [a, whole],
      [b, resumed],
    ] as const) {
      set(model, [1 / 3, 2 / 3]);
      average.update();
      average.apply();
    }
    expect(weightsOf(b)).toEqual(weightsOf(a));
    a.dispose();
    b.dispose();
  });

  it('before the first step is the model itself, and reads nothing', async () => {
    const model = dense();
    const average = new WeightAverage(model, 0.5);
    const before = weightsOf(model);
    expect(await average.read()).toEqual([]);
    average.restore([]);
    average.apply();
    expect(weightsOf(model)).toEqual(before);
    model.dispose();
  });

  it('puts the weights back where the body fails, and leaves no tensor behind', async () => {
    const model = dense();
    const before = tf.memory().numTensors;
    const average = new WeightAverage(model, 0.5);
    set(model, [1, 2]);
    average.update();
    set(model, [3, 4]);
    average.update();
    await expect(average.within(() => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    expect(weightsOf(model)).toEqual([3, 4]);
    average.dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('refuses a checkpoint without the trained weights', async () => {
    const model = dense();
    await expectAlexNetError(
      () => {
        new WeightAverage(model, 0.5).restore([
          {name: 'trained:other', shape: [], data: new Float32Array(1)},
        ]);
      },
      'bad-state',
      'is missing',
    );
    model.dispose();
  });
});

describe('splitTrainedWeights', () => {
  it('separates the trained weights from the state of the optimizer', () => {
    const array = (name: string) => ({name, shape: [], data: new Float32Array(1)});
    const {trained, optimizer} = splitTrainedWeights([
      array('fc/kernel/velocity'),
      array('trained:fc/kernel'),
    ]);
    expect(trained.map(({name}) => name)).toEqual(['trained:fc/kernel']);
    expect(optimizer.map(({name}) => name)).toEqual(['fc/kernel/velocity']);
  });
});
