import {expect, it} from 'vitest';
import {planLayers} from '../../../../src/models/plan-layers';
import {CNN_S} from '../../../../src/presets/networks/cnn-s';

it('cnn-s has the filters of table 1 and the sizes of the authors’ Caffe model', () => {
  const sides = Object.fromEntries(planLayers(CNN_S).map(layer => [layer.row.name, layer.outputShape[0]]));
  expect(sides).toMatchObject({conv1: 109, pool1: 37, conv2: 33, pool2: 17, pool5: 6});
  expect(CNN_S.layers.filter(row => row.kind === 'conv').map(row => row.filters)).toEqual([
    96, 256, 512, 512, 512,
  ]);
  expect(CNN_S.train).toMatchObject({learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005});
});
