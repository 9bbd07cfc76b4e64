import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import type {OpenedPhotos} from '../../../src/data/open-photos.node.js';
import {readModelWeights} from '../../../src/models/model-weights';
import {createModel, resolvePreset} from '../../../src/models/create-model';
import {MultiplierTable} from '../../../src/optimizers/weight-multipliers';
import {prepareTraining, type PreparedTraining} from '../../../src/runs/prepare-training.node.js';
import {resolveTrainOnPhotosOptions} from '../../../src/runs/resolve-train-on-photos-options';
import {openStartingPoint, type StartingPoint} from '../../../src/runs/starting-point.node.js';
import type {TrainOnPhotosOptions} from '../../../src/runs/train-on-photos-options';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {temporaryDirectory} from '../../support/temporary-directory';

const preset = resolvePreset('lenet5');
const weights = join(temporaryDirectory(), 'w.safetensors');
const photos = {
  training: {classes: ['zero', 'one'], count: 10} as unknown as OpenedPhotos,
  validation: {count: 5} as unknown as OpenedPhotos,
};

const firstWeights = async (model: tfl.LayersModel): Promise<number[]> => [
  ...(await readModelWeights(model))[0]!.data,
];

describe('prepareTraining', () => {
  beforeAll(() => tf.setBackend('cpu'));

  const prepare = async (
    options: Partial<TrainOnPhotosOptions> = {},
    {classes}: {classes?: number} = {},
  ): Promise<{prepared: PreparedTraining; start: StartingPoint; notes: string[]; isLoaded: boolean}> => {
    const notes: string[] = [];
    const onNote = (line: string): number => notes.push(line);
    const model = createModel(preset, {classes: 2, seed: 1});
    let start: StartingPoint = {preset, resizeShorterSide: 28};
    const {weights} = options;
    let taught: number[] = [];
    if (weights !== undefined && classes !== undefined) {
      const teacher = createModel(preset, {classes, seed: 2});
      await writeFile(weights, await writeSafetensors(teacher));
      taught = await firstWeights(teacher);
      teacher.dispose();
      start = await openStartingPoint({preset: 'lenet5', weights});
    }
    const resolved = resolveTrainOnPhotosOptions({data: 'd', out: 'o', onNote, ...options});
    const prepared = prepareTraining(model, start, photos, resolved);
    const isLoaded = JSON.stringify(await firstWeights(model)) === JSON.stringify(taught);
    model.dispose();
    return {prepared, start, notes, isLoaded};
  };

  it('takes the recipe of the preset where there are no weights', async () => {
    const {prepared, notes} = await prepare();
    expect(prepared).toEqual({
      recipe: preset.train,
      weights: undefined,
      evaluateStart: false,
      frozenFeatures: undefined,
    });
    expect(notes).toEqual([]);
  });

  it('loads weights of the same classes, and frees the file', async () => {
    const {prepared, start, notes, isLoaded} = await prepare({weights}, {classes: 2});
    expect(isLoaded).toBe(true);
    expect(prepared).toMatchObject({evaluateStart: true, weights: {format: 'safetensors', kept: []}});
    expect(prepared.recipe.learningRate).toBe(0.001);
    expect(start.opened).toBeUndefined();
    expect(notes[0]).toMatch(/^took 10 weights of .*w\.safetensors/);
  });

  it('replaces the last layer for other classes, and sets a smaller learning rate for the others', async () => {
    const {prepared, notes} = await prepare({weights, oldLayersRate: 0.25}, {classes: 10});
    const [kept = ''] = prepared.weights?.kept ?? [];
    expect(prepared.evaluateStart).toBe(false);
    expect(notes[0]).toContain(`; new: ${kept}`);
    const table = new MultiplierTable('test', prepared.recipe.multipliers ?? {});
    expect(table.of(kept).learningRate / table.of('c1/kernel').learningRate).toBe(4);
  });

  it('says that an optimizer has one rate for all layers', async () => {
    const {prepared, notes} = await prepare({weights, optimizer: 'adam'}, {classes: 2});
    expect(notes[1]).toContain('adam has one learning rate for all layers');
    expect(prepared.recipe.multipliers).toEqual(preset.train.multipliers);
  });

  it('plans to compute frozen layers once', async () => {
    const onFeatures = (): void => undefined;
    const {prepared, notes} = await prepare({freeze: 'c3', frozenViews: 2, onFeatures});
    expect(prepared.frozenFeatures).toMatchObject({views: 2, onProgress: onFeatures});
    expect(notes[0]).toBe('not trained: c1, c3');
  });
});
