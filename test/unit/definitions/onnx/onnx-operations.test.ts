import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {onnxDocument} from '../../../../src/definitions/onnx/onnx-operations';
import {readModelWeights} from '../../../../src/models/model-weights';
import {traceModel} from '../../../../src/models/trace-model';
import type {OnnxDocument} from '../../../../src/formats/onnx/encode-onnx';
import {expectAlexNetError} from '../../../support/matchers';
import {smallNetwork} from '../../../support/small-network';

const documentOf = async (model: tfl.LayersModel): Promise<OnnxDocument> =>
  onnxDocument('net', traceModel(model), await readModelWeights(model));

describe('onnxDocument', () => {
  it('makes ONNX operations of the layers, without dropout, channels first', async () => {
    const document = await documentOf(smallNetwork());
    expect(document.operations.map(({operator}) => operator)).toEqual([
      'Conv',
      'Relu',
      'LRN',
      'MaxPool',
      'Flatten',
      'Gemm',
      'Relu',
      'Gemm',
      'Softmax',
    ]);
    expect(document.inputs[0]?.shape).toEqual(['batch', 4, 9, 7]);
    expect(document.outputs).toEqual([{name: 'prob', shape: ['batch', 3]}]);
    expect(document.operations[0]?.attributes).toEqual({
      kernel_shape: {ints: [3, 2]},
      strides: {ints: [1, 1]},
      pads: {ints: [1, 1, 1, 1]},
      group: {int: 2},
    });
    // alpha 0.1 here is not divided by the window of 3; ONNX divides.
    expect(document.operations[2]?.attributes?.alpha).toEqual({float: 0.1 * 3});
    expect(document.weights.map(({name, shape}) => [name, shape])).toContainEqual([
      'conv1/kernel',
      [6, 2, 3, 2],
    ]);
  });

  it('writes the border of "same" in pixels, more of it behind than before', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2d({inputShape: [8, 7, 2], filters: 2, kernelSize: 3, strides: 2, padding: 'same'}),
      ],
    });
    expect((await documentOf(model)).operations[0]?.attributes?.pads).toEqual({ints: [0, 1, 1, 1]});
  });

  it('names the layer that ONNX has nothing for', async () => {
    const model = tfl.sequential({layers: [tfl.layers.elu({name: 'odd', inputShape: [3]})]});
    await expectAlexNetError(() => documentOf(model), 'unsupported', '"odd"', 'ELU', 'writeSafetensors');
  });
});
