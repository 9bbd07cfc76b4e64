import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {registerLayers} from '../../../src/layers/register-layers';

describe('registerLayers', () => {
  it('makes every class known under its saved name, however often it is called', async () => {
    registerLayers();
    registerLayers();
    const rows = [
      {
        className: 'GroupedConv2D',
        config: {
          name: 'a',
          filters: 2,
          kernelSize: 1,
          groups: 2,
          batchInputShape: [null, 4, 4, 2],
          kernelInitializer: {className: 'Msra', config: {seed: 1}},
        },
      },
      {className: 'LocalResponseNormalization', config: {name: 'b'}},
      {className: 'CeilMaxPooling2D', config: {name: 'c', poolSize: 2}},
      {className: 'PaddedMaxPooling2D', config: {name: 'e', poolSize: 1}},
      {className: 'PaddedAveragePooling2D', config: {name: 'f', poolSize: 1}},
      {className: 'SpatialResponseNormalization', config: {name: 'g'}},
      {className: 'ChannelScale', config: {name: 'h'}},
      {className: 'PlainBatchNormalization', config: {name: 'i'}},
      {className: 'SteppedDropout', config: {name: 'd', rate: 0.5, seed: 1}},
    ];
    const model = await tfl.models.modelFromJSON({
      class_name: 'Sequential',
      config: {name: 'm', layers: rows.map(({className, config}) => ({class_name: className, config}))},
    } as never);
    expect(model.layers.map(layer => layer.getClassName()).slice(1 - rows.length)).toEqual(
      rows.slice(1).map(row => row.className),
    );
  });
});
