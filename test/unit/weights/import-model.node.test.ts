import '@tensorflow/tfjs-backend-cpu';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, it} from 'vitest';
import {exportModel} from '../../../src/weights/export-model.node.js';
import {importModel, type ImportedModel} from '../../../src/weights/import-model.node.js';
import {encodeSafetensors} from '../../../src/formats/safetensors/encode-safetensors';
import {exportWeights} from '../../../src/weights/export-weights';
import {writeNpz} from '../../../src/weights/write-npz';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {createModel} from '../../../src/models/create-model';
import {readModelWeights} from '../../../src/models/model-weights';
import {bitsOfArrays} from '../../support/bits';
import {expectAlexNetError} from '../../support/matchers';
import {fillWeights} from '../../support/small-network';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('importModel', () => {
  const folder = temporaryDirectory();
  const at = (name: string): string => join(folder, name);
  const opened: ImportedModel[] = [];
  const open = async (...args: Parameters<typeof importModel>): Promise<ImportedModel> => {
    const imported = await importModel(...args);
    opened.push(imported);
    return imported;
  };
  afterEach(() => {
    opened.splice(0).forEach(({model}) => model.dispose());
  });
  const weightsOf = async (model: LayersModel): Promise<object[]> =>
    bitsOfArrays(await readModelWeights(model));
  const squeezenet = createModel('squeezenet1.1', {classes: 3, seed: 1});
  fillWeights(squeezenet, 2, 0.05);

  it('finds the network by its shapes, with its preprocessing and as many classes as there are', async () => {
    await writeFile(at('a.npz'), await writeNpz(squeezenet));
    const {model, preprocessing, report} = await open(at('a.npz'));
    expect(preprocessing).toMatchObject({
      preset: 'squeezenet1.1',
      classes: ['0', '1', '2'],
      channelOrder: 'rgb',
    });
    expect(report?.keys).toBe('caffe');
    expect(await weightsOf(model)).toEqual(await weightsOf(squeezenet));
  });

  it.each(['.safetensors', '.onnx', '.npz', ''])(
    'opens what exportModel wrote to b%s, labels too',
    async ending => {
      await writeFile(at('labels.txt'), 'cat\ndog\n\nfox\n');
      await writeFile(at('a.npz'), await writeNpz(squeezenet));
      const first = await open(at('a.npz'), {labels: at('labels.txt')});
      expect(first.preprocessing.classes).toEqual(['cat', 'dog', 'fox']);
      await exportModel(first.model, at(`b${ending}`), first);
      const second = await open(at(`b${ending}`));
      expect(second.preprocessing).toEqual(first.preprocessing);
      expect(await weightsOf(second.model)).toEqual(await weightsOf(squeezenet));
    },
  );

  it('refuses labels that are not one for each class', async () => {
    await writeFile(at('a.npz'), await writeNpz(squeezenet));
    await writeFile(at('labels.txt'), 'cat\ncat\nfox\n');
    await expectAlexNetError(
      () => importModel(at('a.npz'), {labels: at('labels.txt')}),
      'bad-data',
      '3 lines, 2 different names',
    );
  });

  const lenet = createModel('lenet5', {classes: 4, seed: 1});
  fillWeights(lenet, 3, 0.05);
  const arraysOf = async (): Promise<Uint8Array> => writeSafetensors(lenet, {keys: 'torch'});

  it('takes mean, factor, order and classes beside a preset', async () => {
    await writeFile(at('l.safetensors'), await arraysOf());
    const {preprocessing, assumed} = await open(at('l.safetensors'), {
      preset: 'lenet5',
      mean: [33],
      scale: [0.5],
      channelOrder: 'bgr',
      classes: ['a', 'b', 'c', 'd'],
    });
    expect(preprocessing).toMatchObject({
      preset: 'lenet5',
      mean: [33],
      scale: [0.5],
      channelOrder: 'rgb',
      classes: ['a', 'b', 'c', 'd'],
    });
    expect(assumed).toBeUndefined();
    const {assumed: phrases} = await open(at('l.safetensors'), {preset: 'lenet5', mean: [0]});
    expect(phrases).toEqual(['the factor 1']);
    await expectAlexNetError(
      () => importModel(at('l.safetensors'), {preset: 'lenet5', mean: [0], classes: ['a', 'b']}),
      'bad-argument',
      '4 different names',
      'a, b',
    );
  });

  it('replaces the preprocessing of a file or a model directory', async () => {
    await writeFile(at('l.safetensors'), await arraysOf());
    const first = await open(at('l.safetensors'), {preset: 'lenet5', mean: [33], scale: [0.5]});
    for (const name of ['c.safetensors', 'c']) {
      await exportModel(first.model, at(name), first);
      const second = await open(at(name), {mean: [7], classes: ['a', 'b', 'c', 'd']});
      expect(second.preprocessing).toEqual({
        ...first.preprocessing,
        mean: [7],
        classes: ['a', 'b', 'c', 'd'],
      });
    }
  });

  it('takes the number of classes from the file, also where arrays are matched by their order', async () => {
    const arrays = (await exportWeights(lenet, {keys: 'torch'})).map((array, i) => ({
      ...array,
      name: `x${i}`,
    }));
    await writeFile(at('order.safetensors'), encodeSafetensors(arrays, {metadata: {format: 'pt'}}));
    const {model, preprocessing} = await open(at('order.safetensors'), {
      preset: 'lenet5',
      keys: 'order',
      mean: [0],
    });
    expect(preprocessing.classes).toHaveLength(4);
    expect(await weightsOf(model)).toEqual(await weightsOf(lenet));
  });

  it('refuses arguments of other kinds in words', async () => {
    await expectAlexNetError(() => importModel(undefined as never), 'bad-argument', 'path');
    await expectAlexNetError(
      () => importModel(at('l.safetensors'), null as never),
      'bad-argument',
      'options',
    );
    await expectAlexNetError(
      () => importModel(at('l.safetensors'), {means: [0]} as never),
      'bad-argument',
      '"mean"',
    );
  });
});
