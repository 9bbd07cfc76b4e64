import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {logitsModel} from '../../../src/models/logits-model';

const net = (...layers: tfl.layers.Layer[]): tfl.LayersModel =>
  tfl.sequential({layers: [tfl.layers.dense({units: 3, inputShape: [2], name: 'dense'}), ...layers]});

describe('logitsModel', () => {
  it('stops in front of a softmax that is a layer of its own', () => {
    for (const last of [tfl.layers.softmax(), tfl.layers.activation({activation: 'softmax'})]) {
      const logits = logitsModel(net(last));
      expect(logits?.layers.map(layer => layer.name).slice(-1)).toEqual(['dense']);
    }
  });

  it('is the model itself where it ends in a linear layer', () => {
    const model = net();
    expect(logitsModel(model)).toBe(model);
  });

  it('is undefined where the softmax is inside the last layer', () => {
    expect(logitsModel(net(tfl.layers.dense({units: 2, activation: 'softmax'})))).toBeUndefined();
  });
});
