import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {expect, it} from 'vitest';
import {steppedDropout} from '../../../src/layers/stepped-dropout';
import {benchmarkModel} from '../../../src/training/benchmark-model';
import {describeOnBackends} from '../../support/backends';

function smallModel(): tfl.Sequential {
  const model = tfl.sequential();
  model.add(tfl.layers.conv2d({inputShape: [4, 4, 3], filters: 2, kernelSize: 3}));
  model.add(tfl.layers.flatten());
  model.add(steppedDropout({rate: 0.5, seed: 1}));
  model.add(tfl.layers.dense({units: 3, activation: 'softmax'}));
  return model;
}

/** A clock that a prediction moves by 10, 30, 20, … and a step by the double; it is read before and after each. */
function clockOf(durations: readonly number[]): () => number {
  let time = 0;
  let reads = 0;
  return () => {
    if (reads % 2 === 1) {
      time += durations[(reads - 1) / 2] ?? 0;
    }
    reads++;
    return time;
  };
}

describeOnBackends(
  'benchmarkModel',
  () => {
    it('returns minimum and median of each, without the warm-up', async () => {
      const now = clockOf([500, 900, 10, 20, 30, 60, 20, 40]);
      const report = await benchmarkModel(smallModel(), {batchSize: 2, rounds: 3, warmUps: 1, now});
      expect(report).toEqual({
        batchSize: 2,
        rounds: 3,
        forwardMs: {min: 10, median: 20},
        trainStepMs: {min: 20, median: 40},
      });
    });

    it('trains, dropout on, and leaves weights and memory as they were', async () => {
      const model = smallModel();
      const before = await Promise.all(model.getWeights().map(weight => weight.data()));
      const copies = before.map(values => Float32Array.from(values));
      const {numTensors} = tf.memory();
      await benchmarkModel(model, {batchSize: 2, rounds: 2, warmUps: 1});
      expect(tf.memory().numTensors).toBe(numTensors);
      const after = await Promise.all(model.getWeights().map(weight => weight.data()));
      expect(after.map(values => Float32Array.from(values))).toEqual(copies);
      expect((model.layers[2] as ReturnType<typeof steppedDropout>).step).toBe(3);
    });

    it('refuses a model that does not take images of a known size, and 0 rounds', async () => {
      const flat = tfl.sequential({
        layers: [tfl.layers.dense({units: 2, inputShape: [7], activation: 'softmax'})],
      });
      await expect(benchmarkModel(flat)).rejects.toMatchObject({code: 'bad-shape', received: '[?, 7]'});
      await expect(benchmarkModel(smallModel(), {rounds: 0})).rejects.toMatchObject({
        code: 'bad-argument',
        received: expect.stringContaining('0') as string,
      });
    });

    it('refuses a batch that no backend takes, before it is made', async () => {
      await expect(benchmarkModel(smallModel(), {batchSize: 1e9})).rejects.toMatchObject({
        code: 'bad-argument',
        received: 'batchSize = 1000000000: 179 GiB',
      });
    });
  },
  ['cpu'],
);
