import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {activationMaps, drawActivationMaps} from '../../../src/visualize/activation-maps';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

beforeAll(() => tf.setBackend('cpu'));

describe('activationMaps', () => {
  it('is the output of the layer for that image', async () => {
    const model = tinyModel();
    const input = tf.randomUniform<tf.Rank.R4>([1, 8, 8, 3], 0, 1, 'float32', 5);
    const first = model.layers.find(({outputShape}) => outputShape.length === 4 && outputShape[1] !== 8);
    const layer = first?.name ?? '';
    const maps = await activationMaps(model, layer, input);
    const expected = tfl
      .model({inputs: model.inputs, outputs: model.getLayer(layer).output})
      .predict(input) as tf.Tensor;
    expect([1, ...maps.shape]).toEqual(expected.shape);
    expectClose(maps.data, expected.dataSync(), 1e-6);
    await expectNoLeak(() => activationMaps(model, layer, input));
  });

  it('takes a layer without places as one pixel per unit', async () => {
    const model = tinyModel();
    const last = model.layers.at(-1)?.name ?? '';
    const {shape} = await activationMaps(model, last, tf.zeros<tf.Rank.R4>([1, 8, 8, 3]));
    expect(shape).toEqual([1, 1, model.outputs[0]?.shape[1]]);
  });

  it('refuses several images and a missing layer', async () => {
    const model = tinyModel();
    const two = tf.zeros<tf.Rank.R4>([2, 8, 8, 3]);
    const name = model.layers.at(-1)?.name ?? '';
    await expectAlexNetError(() => activationMaps(model, name, two), 'bad-shape', '[2,8,8,3]', 'one image');
    await expectAlexNetError(() => activationMaps(model, 'conv99', two), 'bad-argument', 'conv99');
  });
});

describe('drawActivationMaps', () => {
  const maps = {
    layer: 'conv',
    shape: [1, 2, 3] as [number, number, number],
    data: Float32Array.of(1, 0, -9, 2, 0, 4),
  };

  it('draws a tile per channel, 0 and below black, its largest value white', () => {
    const {width, height, data} = drawActivationMaps(maps, {mapPx: 2, columns: 3});
    expect([width, height]).toEqual([10, 1]);
    const gray = (x: number): number | undefined => data[x * 4];
    expect([0, 1, 4, 5, 8, 9].map(gray)).toEqual([128, 255, 0, 0, 0, 113]);
  });

  it('keeps the channels with the most positive energy', () => {
    const {width, data} = drawActivationMaps(maps, {mapPx: 2, columns: 2, maxChannels: 2});
    expect(width).toBe(6);
    // Channel 2 (energy 4) before channel 0 (energy 3).
    expect([0, 1, 4, 5].map(x => data[x * 4])).toEqual([0, 113, 128, 255]);
  });
});
