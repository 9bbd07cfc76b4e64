import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {ALEXNET_OWT} from '../../../src/presets/networks/alexnet-owt';
import {transferMultipliers, transferRecipe} from '../../../src/training/transfer-recipe';
import {smallNetwork} from '../../support/small-network';

describe('the recipe of a training that starts from weights', () => {
  it('is short, and keeps what the preset says of decay and batches', () => {
    const {epochs, schedule, batchSize, weightDecay} = transferRecipe(ALEXNET_OWT.train);
    expect([epochs, schedule.kind]).toEqual([15, 'cosine']);
    expect([batchSize, weightDecay]).toEqual([ALEXNET_OWT.train.batchSize, ALEXNET_OWT.train.weightDecay]);
  });

  it('is gentler where no layer is new', () => {
    expect(transferRecipe(ALEXNET_OWT.train).learningRate).toBe(0.01);
    expect(transferRecipe(ALEXNET_OWT.train, false).learningRate).toBe(0.001);
  });

  it('trains pretrained layers at a tenth of the learning rate, on top of the preset’s multipliers', () => {
    const recipe = {multipliers: {'*/bias': {learningRate: 2, weightDecay: 0}}};
    const found = transferMultipliers(smallNetwork(), 'fc7', recipe, 0.1);
    expect(found['conv1/kernel']).toEqual({learningRate: 0.1, weightDecay: 1});
    expect(found['conv1/bias']).toEqual({learningRate: 0.2, weightDecay: 0});
    expect(found['fc7/bias']).toEqual({learningRate: 2, weightDecay: 0});
    expect(Object.keys(found)).toHaveLength(6);
  });

  it('takes another factor, 0 too', () => {
    expect(transferMultipliers(smallNetwork(), 'fc7', {}, 0)['fc6/kernel']?.learningRate).toBe(0);
  });
});
