import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import {onnxDocument} from '../../../../src/definitions/onnx/onnx-document';
import {readModelWeights} from '../../../../src/models/model-weights';
import {traceModel} from '../../../../src/models/trace-model';
import {encodeOnnx, type OnnxDocument} from '../../../../src/formats/onnx/encode-onnx';
import {parseOnnx} from '../../../../src/formats/onnx/parse-onnx';
import {expectAlexNetError, expectClose} from '../../../support/matchers';
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
    const model = tfl.sequential({layers: [tfl.layers.thresholdedReLU({name: 'odd', inputShape: [3]})]});
    await expectAlexNetError(
      () => documentOf(model),
      'unsupported',
      '"odd"',
      'ThresholdedReLU',
      'writeSafetensors',
    );
  });

  it('leaves out whatever draws at random in training only', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.alphaDropout({rate: 0.5, inputShape: [3]}),
        tfl.layers.gaussianNoise({stddev: 1}),
        tfl.layers.dense({units: 2}),
      ],
    });
    expect((await documentOf(model)).operations.map(({operator}) => operator)).toEqual(['Gemm']);
  });

  it('has the predictions of the model after a flattened image that is normalized value by value', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2d({inputShape: [4, 3, 2], filters: 3, kernelSize: 2}),
        tfl.layers.flatten(),
        tfl.layers.batchNormalization({name: 'norm'}),
        tfl.layers.dense({units: 2}),
      ],
    });
    const norm = model.getLayer('norm');
    norm.setWeights(norm.weights.map((_, i) => tf.randomUniform([18], 0.5, 2, 'float32', i)));
    const bytes = encodeOnnx({...(await documentOf(model)), metadata: {}});
    const read = networkFromOnnx(parseOnnx(bytes)).model;
    const x = tf.randomUniform([2, 4, 3, 2], -1, 1, 'float32', 9);
    expectClose((read.predict(x) as tf.Tensor).dataSync(), (model.predict(x) as tf.Tensor).dataSync());
  });
});
