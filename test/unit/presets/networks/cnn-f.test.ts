import {expect, it} from 'vitest';
import {planLayers} from '../../../../src/models/plan-layers';
import {CNN_F} from '../../../../src/presets/networks/cnn-f';

it('cnn-f has the filters of table 1 and the sizes of the authors’ Caffe model', () => {
  const sides = Object.fromEntries(planLayers(CNN_F).map(layer => [layer.row.name, layer.outputShape[0]]));
  expect(sides).toMatchObject({conv1: 54, pool1: 27, pool2: 13, pool5: 6});
  expect(CNN_F.layers.filter(row => row.kind === 'conv').map(row => row.filters)).toEqual([
    64, 256, 256, 256, 256,
  ]);
  expect(CNN_F.train).toMatchObject({learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005});
});
