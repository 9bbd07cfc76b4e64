import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {firstFilters} from '../../../src/models/first-filters';
import {tinyModel} from '../../support/tiny-run';

describe('firstFilters', () => {
  it('returns the kernel of the first convolution', async () => {
    const model = tinyModel();
    const filters = await firstFilters(model, {channelOrder: 'bgr'});
    expect(filters).toMatchObject({layer: 'conv1', shape: [3, 3, 3, 4], channelOrder: 'bgr'});
    expect([...filters!.data]).toEqual([...model.getWeights()[0]!.dataSync()]);
  });

  it('returns nothing if there is no convolution', async () => {
    const model = tfl.sequential({layers: [tfl.layers.dense({units: 1, inputShape: [2]})]});
    expect(await firstFilters(model, {channelOrder: 'rgb'})).toBeUndefined();
  });
});
