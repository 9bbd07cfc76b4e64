import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {planFlattens} from '../../../../src/definitions/onnx/plan-flattens';
import {traceModel} from '../../../../src/models/trace-model';
import {smallNetwork} from '../../../support/small-network';

describe('planFlattens', () => {
  it('leaves an image alone whose only use is a dense layer, dropout between them or not', () => {
    const plan = planFlattens(traceModel(smallNetwork()));
    expect([...plan.transposed]).toEqual([]);
    expect([...plan.flattenOf]).toEqual([['fc6', 'flatten']]);
  });

  it('transposes an image whose order is seen, unless it is one pixel', () => {
    const network = (side: number): tfl.LayersModel =>
      tfl.sequential({
        layers: [
          tfl.layers.conv2d({inputShape: [side, side, 2], filters: 2, kernelSize: 1}),
          tfl.layers.flatten({name: 'flat'}),
          tfl.layers.softmax(),
        ],
      });
    expect([...planFlattens(traceModel(network(2))).transposed]).toEqual(['flat']);
    expect([...planFlattens(traceModel(network(1))).transposed]).toEqual([]);
  });

  it('names every layer whose weights see the order, also where the image is transposed', () => {
    const network = (...end: tfl.layers.Layer[]): tfl.LayersModel =>
      tfl.sequential({
        layers: [
          tfl.layers.flatten({name: 'flat', inputShape: [2, 2, 3]}),
          tfl.layers.alphaDropout({rate: 0.5}),
          tfl.layers.batchNormalization({name: 'norm'}),
          tfl.layers.elu(),
          ...end,
        ],
      });
    const plan = planFlattens(traceModel(network(tfl.layers.dense({name: 'fc', units: 2}))));
    expect([...plan.flattenOf]).toEqual([
      ['norm', 'flat'],
      ['fc', 'flat'],
    ]);
    expect([...plan.transposed]).toEqual([]);
    const open = planFlattens(traceModel(network()));
    expect([...open.flattenOf]).toEqual([['norm', 'flat']]);
    expect([...open.transposed]).toEqual(['flat']);
  });
});
