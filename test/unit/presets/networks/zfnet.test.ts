import {expect, it} from 'vitest';
import {planLayers} from '../../../../src/models/plan-layers';
import {ZFNET} from '../../../../src/presets/networks/zfnet';

it('zfnet has the sizes of figure 3', () => {
  const sides = Object.fromEntries(planLayers(ZFNET).map(layer => [layer.row.name, layer.outputShape[0]]));
  expect(sides).toMatchObject({conv1: 110, pool1: 55, conv2: 26, pool2: 13, conv5: 13, pool5: 6});
  expect(ZFNET.layers.slice(0, 6).map(row => row.name)).toEqual([
    'conv1',
    'pool1',
    'norm1',
    'conv2',
    'pool2',
    'norm2',
  ]);
  expect(ZFNET.train).toMatchObject({learningRate: 0.01, momentum: 0.9, epochs: 70});
});
