import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {createModel} from '../../../src/models/create-model';
import {freezeLayers} from '../../../src/training/freeze-layers';
import {expectAlexNetError} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

describe('freezeLayers', () => {
  it('stops the training of all layers up to the named one, and of no other', () => {
    const model = tinyModel();
    freezeLayers(model, 'pool1');
    expect(model.trainableWeights.map(weight => weight.originalName)).toEqual(['fc/kernel', 'fc/bias']);
  });

  it('follows the branches of a graph: a fire module is frozen as a whole, a branch beside it not', () => {
    const options = {inputShape: [33, 33, 3], classes: 2, seed: 1};
    const whole = createModel('squeezenet1.1', options);
    const frozen = freezeLayers(whole, 'fire9');
    expect(whole.trainableWeights.map(weight => weight.originalName)).toEqual([
      'conv10/kernel',
      'conv10/bias',
    ]);
    expect(frozen).toContain('fire9/expand1x1');
    const branch = createModel('squeezenet1.1', options);
    freezeLayers(branch, 'fire9/expand1x1');
    expect(branch.trainableWeights.map(weight => weight.originalName)).toEqual([
      'fire9/expand3x3/kernel',
      'fire9/expand3x3/bias',
      'conv10/kernel',
      'conv10/bias',
    ]);
  });

  it('names the nearest layer for one that is not there', async () => {
    await expectAlexNetError(() => freezeLayers(tinyModel(), 'conv2'), 'bad-argument', '"conv2"', 'conv1');
  });
});
