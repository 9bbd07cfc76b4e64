import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {buildModel} from '../../../src/models/build-model';
import {describeModel} from '../../../src/models/describe-model';
import {layerTypeOf, makeLayer, type LayerSettings} from '../../../src/models/make-layer';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import type {LayerRow, Preset} from '../../../src/presets/preset';
import {saveAndLoad} from '../../support/save-and-load';

/** Every kind of row, each in the forms that become different layers. */
const EVERY_KIND: LayerRow[] = [
  {kind: 'conv', name: 'conv', filters: 4, kernelSize: 3, padding: 'same', activation: 'relu'},
  {kind: 'conv', name: 'grouped', filters: 4, kernelSize: [3, 1], strides: [1, 2], padding: 1, groups: 2},
  {kind: 'conv', name: 'dilated', filters: 4, kernelSize: 3, padding: 'same', dilation: 2, useBias: false},
  {kind: 'batchNorm', name: 'bn', affine: false},
  {kind: 'scale', name: 'scale'},
  {kind: 'activation', name: 'relu', activation: 'relu'},
  {kind: 'lrn', name: 'lrn', depthRadius: 2, bias: 1, alpha: 1e-4, beta: 0.75},
  {kind: 'spatialLrn', name: 'spatial', size: 3, alpha: 5e-5, beta: 0.75},
  {kind: 'avgPool', name: 'average', poolSize: 2, strides: 1},
  {kind: 'avgPool', name: 'average-ceil', poolSize: 3, strides: 2, ceilMode: true},
  {
    kind: 'zeroPad',
    name: 'pad',
    padding: [
      [1, 0],
      [0, 2],
    ],
  },
  {kind: 'maxPool', name: 'max', poolSize: 2, strides: 1},
  {kind: 'maxPool', name: 'max-padded', poolSize: 3, strides: 1, padding: 1},
  {kind: 'maxPool', name: 'max-ceil', poolSize: 3, strides: 1, padding: 1, ceilMode: true, from: 'max'},
  {kind: 'eltwise', name: 'sum', operation: 'sum', from: ['max-padded', 'max-ceil']},
  {kind: 'eltwise', name: 'product', operation: 'product', from: ['max', 'sum']},
  {kind: 'eltwise', name: 'largest', operation: 'max', from: ['max', 'product']},
  {kind: 'concat', name: 'concat', from: ['sum', 'largest']},
  {kind: 'globalAvgPool', name: 'global-average'},
  {kind: 'globalMaxPool', name: 'global-max', from: 'concat'},
  {kind: 'flatten', name: 'flat', from: 'concat'},
  {kind: 'concat', name: 'both', from: ['global-average', 'global-max', 'flat']},
  {kind: 'dense', name: 'fc', units: 6, activation: 'tanh', useBias: false},
  {kind: 'dropout', name: 'drop', rate: 0.2},
  {kind: 'dense', name: 'last', units: 'classes'},
  {kind: 'softmax', name: 'prob'},
];
const TABLE: Preset = {
  ...ALEXNET_MINI,
  id: 'every-kind',
  inputShape: [12, 14, 3],
  classes: 3,
  layers: EVERY_KIND,
};

const SETTINGS: LayerSettings = {
  init: {kernel: {kind: 'xavier'}, bias: 0},
  classes: 3,
  dropout: 0.5,
  weightDecay: 0,
  seed: 1,
};

describe('makeLayer', () => {
  it('makes of every kind of row the layer that layerTypeOf names, with the sizes that describeModel counts', () => {
    const model = buildModel(TABLE, {seed: 1});
    expect(EVERY_KIND.map(row => makeLayer(row, SETTINGS).getClassName())).toEqual(
      EVERY_KIND.map(layerTypeOf),
    );
    const byName = (layers: {name: string}[]): object =>
      Object.fromEntries(layers.map(layer => [layer.name, layer]));
    expect(byName(describeModel(model).layers)).toEqual(byName(describeModel(TABLE).layers));
    expect(describeModel(model).parameters).toBe(describeModel(TABLE).parameters);
    model.dispose();
  });

  it('makes a network that survives saving and loading', async () => {
    const model = buildModel(TABLE, {seed: 1});
    const x = tf.randomUniform([2, 12, 14, 3], -1, 1, 'float32', 7);
    const y = (model.predict(x) as tf.Tensor).dataSync();
    const loaded = await saveAndLoad(model);
    expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([...y]);
    x.dispose();
    model.dispose();
    loaded.dispose();
  });

  it("takes a dropout row's own rate, unless one for all is given", () => {
    const row: LayerRow = {kind: 'dropout', name: 'd', rate: 0.2};
    expect(makeLayer(row, SETTINGS).getConfig()).toMatchObject({rate: 0.2});
    expect(makeLayer({kind: 'dropout', name: 'd'}, SETTINGS).getConfig()).toMatchObject({rate: 0.5});
    expect(makeLayer(row, {...SETTINGS, dropoutForAll: 0}).getConfig()).toMatchObject({rate: 0});
  });
});
