import {expect, it} from 'vitest';
import {planLayers} from '../../../../src/models/plan-layers';
import {CNN_M} from '../../../../src/presets/networks/cnn-m';

it('cnn-m has the filters of table 1 and the sizes of the authors’ Caffe model', () => {
  const sides = Object.fromEntries(planLayers(CNN_M).map(layer => [layer.row.name, layer.outputShape[0]]));
  expect(sides).toMatchObject({conv1: 109, pool1: 54, conv2: 26, pool2: 13, pool5: 6});
  expect(CNN_M.layers.filter(row => row.kind === 'conv').map(row => row.filters)).toEqual([
    96, 256, 512, 512, 512,
  ]);
  expect(CNN_M.train).toMatchObject({learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005});
});
