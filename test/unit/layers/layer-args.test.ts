import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {LAYER_OPTIONS, singleShape} from '../../../src/layers/layer-args';

describe('LAYER_OPTIONS', () => {
  it('holds all that tfjs writes of a layer', () => {
    const [layer] = tfl.sequential({layers: [tfl.layers.flatten({inputShape: [2, 2]})]}).layers;
    const {dataFormat: _, ...config} = layer!.getConfig();
    expect(Object.keys(LAYER_OPTIONS)).toEqual(expect.arrayContaining(Object.keys(config)));
  });
});

describe('singleShape', () => {
  it('is the shape, also out of a list of one', () => {
    expect(singleShape([null, 3])).toEqual([null, 3]);
    expect(singleShape([[null, 3]])).toEqual([null, 3]);
  });
});
