import '@tensorflow/tfjs-backend-cpu';
import {beforeAll, describe, expect, it} from 'vitest';
import {parseWeightFile} from '../../../src/formats/parse-weight-file';
import {createModel} from '../../../src/models/create-model';
import {readModelWeights} from '../../../src/models/model-weights';
import {
  applyStartingWeights,
  lastWeightedLayer,
  preprocessingOfStart,
  type StartingWeights,
} from '../../../src/training/starting-weights';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {fillWeights} from '../../support/small-network';

describe('weights that a training starts from', () => {
  const trained = createModel('lenet5', {classes: 2, seed: 1});
  let start: StartingWeights;
  const preprocessing = {
    version: 1 as const,
    preset: 'lenet5',
    inputShape: [32, 32, 1] as [number, number, number],
    resizeShorterSide: 32,
    channelOrder: 'rgb' as const,
    mean: [1],
    scale: [1],
    classes: ['cat', 'dog'],
  };

  beforeAll(async () => {
    fillWeights(trained, 5, 0.1);
    start = {file: await parseWeightFile(await writeSafetensors(trained)), preprocessing};
  });

  it.each([
    ['take all layers for the same classes', ['cat', 'dog'], 0],
    ['leave the last layer new for others', ['dog', 'cat'], 2],
    ['leave the last layer new for more', ['cat', 'dog', 'fox'], 2],
  ] as const)('%s', async (_, classes, kept) => {
    const model = createModel('lenet5', {classes: classes.length, seed: 3});
    expect(applyStartingWeights(model, start, classes, 'a.safetensors').kept).toHaveLength(kept);
    expect((await readModelWeights(model))[0]).toEqual((await readModelWeights(trained))[0]);
    model.dispose();
  });

  it('take the last layer, too, where no names of classes are known and there are as many', () => {
    const model = createModel('lenet5', {classes: 2, seed: 3});
    const {kept} = applyStartingWeights(model, {file: start.file}, ['a', 'b'], 'a.safetensors');
    expect(kept).toEqual([]);
    model.dispose();
  });

  it('keep their preprocessing, with the colors that vary of the photos for a network that has any', () => {
    const pca = {eigenvalues: [1, 1, 1], eigenvectors: [[1], [0], [0]]};
    const statistics = {pca} as unknown as Parameters<typeof preprocessingOfStart>[1];
    const gray = preprocessingOfStart(preprocessing, statistics, ['x', 'y']);
    expect(gray).toEqual({...preprocessing, classes: ['x', 'y']});
    const color = {...preprocessing, inputShape: [32, 32, 3] as [number, number, number]};
    expect(preprocessingOfStart(color, statistics, ['x']).pca).toEqual(pca);
  });

  it('have a last layer, which tells the classes apart', () => {
    expect(lastWeightedLayer(createModel('alexnet-mini', {classes: 2}))).toBe('fc8');
  });
});
