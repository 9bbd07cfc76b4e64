import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {modelFiles} from '../../../../src/trainer/files/model-files';
import {modelError, openModelFiles, partsOf} from '../../../../src/trainer/files/open-model-files';
import {expectAlexNetError} from '../../../support/matchers';
import {TINY_PREPROCESSING, tinyModel} from '../../../support/tiny-run';

describe('openModelFiles', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('opens a model directory, also one inside a folder', async () => {
    const model = tinyModel();
    const files = await modelFiles({model, preprocessing: TINY_PREPROCESSING}, 'tfjs');
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`net/${name}`, bytes]));
    for (const given of [files, inFolder]) {
      const opened = await openModelFiles(partsOf(given));
      expect(opened.preprocessing).toEqual(TINY_PREPROCESSING);
      expect(opened.model.getWeights().map(weight => [...weight.dataSync()])).toEqual(
        model.getWeights().map(weight => [...weight.dataSync()]),
      );
      opened.model.dispose();
    }
  });

  it('refuses a network with another number of outputs than there are classes', async () => {
    const preprocessing = {...TINY_PREPROCESSING, classes: ['a', 'b', 'c']};
    const files = await modelFiles({model: tinyModel(), preprocessing}, 'tfjs');
    const error = await expectAlexNetError(() => openModelFiles(partsOf(files)), 'bad-weights', '2 outputs');
    expect(error.details).toMatchObject({files: ['preprocessing.json'], received: '2 outputs'});
  });

  it('reads files of its own only', () => {
    expect(partsOf({}).read('toString')).toBeUndefined();
    expect(modelError('it is bad.', ['a', 'b'], {}).message).toContain('openModel "a" or "b": it is bad.');
  });
});
