import '@tensorflow/tfjs-backend-cpu';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {createModel} from '../../../src/models/create-model';
import {readModelWeights} from '../../../src/models/model-weights';
import type {Preprocessing} from '../../../src/core/preprocessing';
import {
  applyStartingPoint,
  openStartingPoint,
  preprocessingFrom,
} from '../../../src/runs/starting-point.node.js';
import {temporaryDirectory} from '../../support/temporary-directory';
import {fillWeights} from '../../support/small-network';

const preprocessing: Preprocessing = {
  version: 1,
  preset: 'alexnet-mini',
  inputShape: [67, 67, 3],
  resizeShorterSide: 80,
  channelOrder: 'rgb',
  mean: [1, 2, 3],
  scale: [1, 1, 1],
  classes: ['cat', 'dog'],
};
const statistics = {
  mean: [9, 9, 9],
  stddev: [2, 2, 2],
  pca: {
    eigenvalues: [1, 1, 1],
    eigenvectors: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
} as unknown as Parameters<typeof preprocessingFrom>[1];

describe('the starting point of a training', () => {
  const folder = temporaryDirectory();
  let path = '';
  const trained = createModel('alexnet-mini', {classes: 2, seed: 1});

  beforeAll(async () => {
    fillWeights(trained, 5, 0.1);
    path = join(folder, 'a.safetensors');
    await writeFile(path, await writeSafetensors(trained, {preprocessing}));
  });

  it('with batch normalization is the table with it, which is no published one, also for weights', async () => {
    const {preset} = await openStartingPoint({preset: 'alexnet-mini', batchNorm: true});
    expect(preset.layers.map(({name}) => name)).toContain('conv1/bn');
    expect(preset.layers.map(({name}) => name)).not.toContain('drop6');
    // A resumed run has the table, and may be told once more.
    expect((await openStartingPoint({preset, batchNorm: true})).preset).toBe(preset);
    const kept = await openStartingPoint({preset: 'alexnet-mini', batchNorm: true, dropout: 0.3});
    expect(kept.preset.layers.map(({name}) => name)).toContain('drop6');
    const normalized = createModel(preset, {classes: 2, seed: 1});
    const file = join(folder, 'normalized.safetensors');
    await writeFile(file, await writeSafetensors(normalized, {preprocessing}));
    const start = await openStartingPoint({weights: file, batchNorm: true});
    expect(start.preset.layers.map(({name}) => name)).toContain('conv1/bn');
    normalized.dispose();
  });

  it('is the preset alone where there are no weights', async () => {
    const start = await openStartingPoint({});
    expect([start.preset.id, start.resizeShorterSide, start.opened]).toEqual(['alexnet', 256, undefined]);
    expect(preprocessingFrom(start, statistics, ['a', 'b']).mean).toEqual([9, 9, 9]);
  });

  it('is what the weights carry: preset, size and mean', async () => {
    const start = await openStartingPoint({weights: path});
    expect([start.preset.id, start.resizeShorterSide]).toEqual(['alexnet-mini', 80]);
    expect(preprocessingFrom(start, statistics, ['x', 'y'])).toMatchObject({
      mean: [1, 2, 3],
      classes: ['x', 'y'],
    });
  });

  it('takes the colors that vary from the photos, for a network that has any', async () => {
    const start = await openStartingPoint({weights: path});
    expect(preprocessingFrom(start, statistics, ['x', 'y']).pca).toEqual(statistics.pca);
    const gray = {
      ...preprocessing,
      inputShape: [32, 32, 1] as [number, number, number],
      mean: [1],
      scale: [1],
    };
    const opened = {...start.opened!, preprocessing: gray};
    expect(preprocessingFrom({...start, opened}, statistics, ['x', 'y'])).not.toHaveProperty('pca');
  });

  it('puts its weights into a model', async () => {
    const start = await openStartingPoint({weights: path});
    const model = createModel(start.preset, {classes: 2, seed: 3});
    expect(applyStartingPoint(model, start, ['cat', 'dog'], path)?.kept).toEqual([]);
    expect((await readModelWeights(model))[0]).toEqual((await readModelWeights(trained))[0]);
    expect(applyStartingPoint(model, await openStartingPoint({}), ['cat', 'dog'], path)).toBeUndefined();
    model.dispose();
  });
});
