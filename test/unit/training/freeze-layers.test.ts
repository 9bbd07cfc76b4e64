import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {freezeLayers} from '../../../src/training/freeze-layers';
import {expectAlexNetError} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

describe('freezeLayers', () => {
  it('stops the training of all layers up to the named one, and of no other', () => {
    const model = tinyModel();
    freezeLayers(model, 'pool1');
    expect(model.trainableWeights.map(weight => weight.originalName)).toEqual(['fc/kernel', 'fc/bias']);
  });

  it('names the nearest layer for one that is not there', async () => {
    await expectAlexNetError(() => freezeLayers(tinyModel(), 'conv2'), 'bad-argument', '"conv2"', 'conv1');
  });
});
