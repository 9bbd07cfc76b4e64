import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {drawActivations, drawOcclusion} from '../../../src/trainer/draw-network';
import {expectNoLeak} from '../../support/matchers';
import {TINY_INPUT, TINY_PREPROCESSING, TINY_SIDE, tinyModel} from '../../support/tiny-run';

describe('what a network computes for an image, drawn', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const set = {
    side: TINY_SIDE,
    labels: [-1],
    names: ['0'],
    bytes: new Uint8Array(TINY_SIDE * TINY_SIDE * 3).fill(90),
  };

  it('is of the size that is asked for, and leaves no tensor behind', async () => {
    const model = tinyModel();
    const network = {model, preprocessing: TINY_PREPROCESSING};
    const layer = model.layers.find(({outputShape}) => outputShape.length === 4)!.name;
    // Once before: a model keeps some tensors after its first use.
    await drawActivations(network, set, layer, {});
    await expectNoLeak(async () => {
      const one = await drawActivations(network, set, layer, {columns: 1, maxChannels: 1, mapPx: 20});
      expect(Math.abs(one.height - 20)).toBeLessThan(10);
      const {image, score, lowest} = await drawOcclusion(network, set, {});
      expect([image.width, image.height]).toEqual([TINY_INPUT, TINY_INPUT]);
      expect(image.data.filter((_, at) => at % 4 === 3).every(value => value === 255)).toBe(true);
      expect(lowest).toBeLessThanOrEqual(score);
    });
  });

  it('shows the center of the image where nothing matters', async () => {
    const model = tinyModel();
    for (const weight of model.weights) {
      weight.write(tf.zeros(weight.shape as number[]));
    }
    const {image} = await drawOcclusion({model, preprocessing: TINY_PREPROCESSING}, set, {});
    expect([...image.data.subarray(0, 4)]).toEqual([90, 90, 90, 255]);
  });
});
