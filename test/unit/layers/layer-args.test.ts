import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {LAYER_OPTIONS} from '../../../src/layers/layer-args';

describe('LAYER_OPTIONS', () => {
  it('holds all that tfjs writes of a layer', () => {
    const [layer] = tfl.sequential({layers: [tfl.layers.flatten({inputShape: [2, 2]})]}).layers;
    const {dataFormat: _, ...config} = layer!.getConfig();
    expect(Object.keys(LAYER_OPTIONS)).toEqual(expect.arrayContaining(Object.keys(config)));
  });
});
