import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, expect, it} from 'vitest';
import {createModel} from '../../../src/models/create-model';
import {drawFilters} from '../../../src/trainer/draw-filters';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

beforeAll(() => tf.setBackend('cpu'));

it('drawFilters draws eight filters of the first convolution in a row, each about 40 pixels wide', async () => {
  const model = createModel('cifar10-quick', {classes: 2, seed: 1});
  const {layer, image} = (await drawFilters({model, preprocessing: TINY_PREPROCESSING}))!;
  // 32 filters of 5 × 5, 8 pixels per weight, 6 pixels between them.
  expect([layer, image.width, image.height]).toEqual(['conv1', 8 * 40 + 7 * 6, 4 * 40 + 3 * 6]);
  model.dispose();
  const dense = tfl.sequential({layers: [tfl.layers.dense({units: 2, inputShape: [3]})]});
  expect(await drawFilters({model: dense, preprocessing: TINY_PREPROCESSING})).toBeUndefined();
});
