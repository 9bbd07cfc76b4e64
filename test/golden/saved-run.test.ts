/**
 * A run directory that an earlier version wrote opens, predicts and resumes as with that version. make_saved_run.mjs wrote
 * data/saved-run with the package of that version, on the cpu backend.
 */
import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {tensorSource, train} from 'tfjs-alexnet';
import {CheckpointStore, fileSystemIO, openModel} from 'tfjs-alexnet/node';
import {HistoryFile} from '../../src/runs/history-file.node';
import {temporaryDirectory} from '../support/temporary-directory';

const SAVED = join(import.meta.dirname, 'data/saved-run');
const SIDE = 19;
const {scores, sums} = JSON.parse(readFileSync(join(SAVED, 'expected.json'), 'utf8')) as {
  scores: number[];
  sums: Record<string, number>;
};

/** A copy that a test may write to. */
function copyOfRun(): string {
  const folder = join(temporaryDirectory(), 'run');
  cpSync(SAVED, folder, {recursive: true});
  return folder;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a run of an earlier version', () => {
  it('opens with its preprocessing and has the recorded predictions', async () => {
    const {model, preprocessing} = await openModel(SAVED);
    expect(preprocessing.classes).toEqual(['cat', 'dog']);
    expect(preprocessing.inputShape).toEqual([17, 17, 3]);
    const input = tf.tensor4d(
      Float32Array.from({length: 17 * 17 * 3}, (_, i) => Math.sin(i)),
      [1, 17, 17, 3],
    );
    const now = await (model.predict(input) as tf.Tensor).data();
    scores.forEach((score, i) => {
      expect(now[i]).toBeCloseTo(score, 6);
    });
  });

  it('opens with tf.loadLayersModel, every layer class of this library included', async () => {
    const model = await tfl.loadLayersModel(fileSystemIO(SAVED));
    expect(model.layers.map(layer => layer.getClassName())).toEqual(
      expect.arrayContaining([
        'GroupedConv2D',
        'LocalResponseNormalization',
        'CeilMaxPooling2D',
        'ChannelScale',
        'SpatialResponseNormalization',
        'PaddedMaxPooling2D',
        'PaddedAveragePooling2D',
        'SteppedDropout',
      ]),
    );
  });

  it('resumes from its checkpoint with the same result as in that version', async () => {
    const folder = copyOfRun();
    const {model, preprocessing} = await openModel(folder);
    const pixels = Uint8Array.from(
      {length: 8 * SIDE * SIDE * 3},
      (_, i) => (i * 31 + Math.floor(i / 1083) * 17) % 256,
    );
    const data = tensorSource(pixels, [0, 1, 0, 1, 0, 1, 0, 1], ['cat', 'dog'], {
      imageShape: [SIDE, SIDE, 3],
    });
    const store = await CheckpointStore.open(folder);
    const history = await HistoryFile.open(join(folder, 'history.csv'));
    const report = await train(model, {
      data,
      validation: data,
      preprocessing,
      batchSize: 4,
      epochs: 2,
      seed: 7,
      evaluateEvery: 2,
      checkpointEvery: 1,
      schedule: {kind: 'step', everySteps: 2, factor: 0.5},
      store,
      history,
      resume: true,
    });
    await history.close();
    await store.close();
    expect(report.steps).toBe(4);
    for (const weight of model.weights) {
      const sum = (await tf.sum(tf.abs(weight.read())).data())[0] ?? Number.NaN;
      const then = sums[weight.originalName] ?? Number.NaN;
      expect(Math.abs(sum - then) / then, weight.originalName).toBeLessThan(1e-5);
    }
    expect(readFileSync(join(folder, 'history.csv'), 'utf8').split('\n')).toHaveLength(6);
  });
});
