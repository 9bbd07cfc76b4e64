import '@tensorflow/tfjs-backend-cpu';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, it} from 'vitest';
import {exportModel} from '../../../src/weights/export-model.node.js';
import {importModel, type ImportedModel} from '../../../src/weights/import-model.node.js';
import {writeNpz} from '../../../src/weights/write-npz';
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
});
