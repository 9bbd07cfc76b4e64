import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromCaffe} from '../../../../src/definitions/caffe/network-from-caffe';
import {parseCaffeModel} from '../../../../src/formats/caffe/parse-caffe-model';
import {caffeV0Bytes} from '../../../support/caffe-bytes';
import {caffeModel} from '../../../support/caffe-model';
import {expectAlexNetError, expectClose} from '../../../support/matchers';

const INPUT = 'input: "data" input_dim: 1 input_dim: 2 input_dim: 4 input_dim: 4 ';
const conv = (name: string, bottom: string, more = ''): string =>
  `layer { name: "${name}" type: "Convolution" bottom: "${bottom}" top: "${name}"
     convolution_param { num_output: 3 kernel_size: 1 ${more} } }`;
const relu = (name: string, bottom: string, top: string): string =>
  `layer { name: "${name}" type: "ReLU" bottom: "${bottom}" top: "${top}" }`;

describe('networkFromCaffe', () => {
  it('merges an activation into the layer before it, unless another layer needs the output before it', () => {
    const names = (text: string, fuseActivations = true): string =>
      networkFromCaffe(INPUT + text, {fuseActivations, seed: 1})
        .table.layers.map(row => row.name)
        .join(' ');
    expect(names(conv('a', 'data') + relu('r', 'a', 'a'))).toBe('a');
    expect(names(conv('a', 'data') + relu('r', 'a', 'b'))).toBe('a');
    expect(names(conv('a', 'data') + relu('r', 'a', 'a'), false)).toBe('a r');
    const both = 'layer { name: "c" type: "Concat" bottom: "a" bottom: "b" top: "c" }';
    expect(names(conv('a', 'data') + relu('r', 'a', 'b') + both)).toBe('a r c');
    // In place, what came before is only to be had by a layer in between.
    expect(names(conv('a', 'data') + conv('b', 'a') + relu('r', 'a', 'a') + both)).toBe('a b r c');
  });

  it('skips losses and measures, and makes the softmax of a loss', () => {
    const {table} = networkFromCaffe(
      `layer { name: "d" type: "Data" top: "data" top: "label" transform_param { crop_size: 4 } }
       layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 7 } }
       layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy" }
       layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }`,
      {seed: 1},
    );
    expect(table).toMatchObject({inputShape: [4, 4, 3], classes: 7});
    expect(table.layers.map(row => row.name)).toEqual(['flatten', 'ip', 'prob']);
  });

  it('asks which end is meant where there are several, and cuts off what does not lead there', async () => {
    const text = INPUT + conv('a', 'data') + conv('b', 'a') + conv('c', 'a');
    await expectAlexNetError(() => networkFromCaffe(text), 'bad-argument', '2 ends', 'b, c', 'output: "c"');
    const {model} = networkFromCaffe(text, {output: 'b', seed: 1});
    expect(model.layers.map(layer => layer.name)).toEqual(['data', 'a', 'b']);
    await expectAlexNetError(() => networkFromCaffe(text, {output: 'cc'}), 'bad-argument', '"cc"');
  });

  it('lists everything that is not supported at once, and nothing that only stands on it', async () => {
    const text = `${INPUT}
      layer { name: "s" type: "SPP" bottom: "data" top: "s1" top: "s2" }
      layer { name: "p" type: "MVN" bottom: "data" top: "p" }
      layer { name: "x" type: "ReLU" bottom: "nowhere" top: "x" }
      ${relu('r', 's1', 'r')}`;
    const error = await expectAlexNetError(() => networkFromCaffe(text), 'unsupported', '3 things');
    expect(error.details).toEqual([
      'layer "s": layers of the type SPP',
      'layer "p": layers of the type MVN',
      'layer "x": its input "nowhere" is made by no layer before it',
    ]);
  });

  it.each([
    ['padding', 'pad: -1'],
    ['padding', 'pad_h: -1 pad_w: 0'],
    ['padding', 'pad: nan'],
    ['strides', 'stride: 0'],
    ['strides', 'stride_h: -2 stride_w: 1'],
    ['strides', 'stride: 1.5'],
    ['dilation', 'dilation: 0'],
  ])('refuses a convolution whose %s is none: %s', async (name, more) => {
    const text = INPUT + conv('a', 'data', more);
    await expectAlexNetError(() => networkFromCaffe(text), 'bad-argument', 'layer "a', name);
  });

  it('needs one input, and its size', async () => {
    await expectAlexNetError(
      () => networkFromCaffe('layer { name: "d" type: "Data" top: "data" }' + conv('a', 'data')),
      'bad-argument',
      'inputShape',
    );
    await expectAlexNetError(
      () => networkFromCaffe(`input: "a" input: "b" ${conv('c', 'a')}`),
      'unsupported',
      '2 inputs',
      '"a", "b"',
    );
  });

  it('divides the sums in BatchNorm’s blobs by their number, and names weights that do not fit', async () => {
    const text = `${INPUT} layer { name: "bn" type: "BatchNorm" bottom: "data" top: "bn" }`;
    const weights = caffeModel([{name: 'bn', type: 'BatchNorm', shapes: [[2], [2], [1]]}]);
    weights.layers[0]!.blobs = [
      {name: 'bn/0', shape: [2], data: Float32Array.of(2, 4)},
      {name: 'bn/1', shape: [2], data: Float32Array.of(8, 32)},
      {name: 'bn/2', shape: [1], data: Float32Array.of(2)},
    ];
    const {model} = networkFromCaffe(text, {weights});
    const y = model.predict(tf.tile(tf.tensor4d([3, 6], [1, 1, 1, 2]), [1, 4, 4, 1])) as tf.Tensor;
    // (3 − 1) / √4 and (6 − 2) / √16.
    expectClose(Array.from(y.dataSync()).slice(0, 2), [1, 1], 1e-4);
    await expectAlexNetError(
      () =>
        networkFromCaffe(INPUT + conv('a', 'data'), {
          weights: caffeModel([{name: 'a', type: 'Convolution', shapes: [[3, 5, 1, 1]]}]),
        }),
      'bad-weights',
      '2 weights do not fit',
      'a/0 has 15 values',
      'a/1 (a/bias) is missing',
    );
  });

  it('reads a .caffemodel as its own definition, given the size of its input', () => {
    const source = caffeModel([{name: 'a', type: 'Convolution', shapes: [[3, 2, 1, 1], [3]]}]);
    source.layers[0]!.parameters = {convolution_param: {num_output: 3, kernel_size: [1]}};
    const {model} = networkFromCaffe(source, {inputShape: [4, 4, 2]});
    const kernel = model.getWeights()[0]!;
    expectClose(kernel.dataSync(), [-0.5, -0.3, -0.1, -0.4, -0.2, 0]);
  });

  it('uses factor and shift where a BatchNorm has five blobs, as NVIDIA’s Caffe writes them', () => {
    const weights = caffeModel([{name: 'n', type: 'BatchNorm', shapes: [[2], [2], [1], [2], [2]]}]);
    const values = [[2, 4], [8, 18], [2], [3, 5], [0.5, -1]];
    weights.layers[0]!.blobs.forEach((blob, i) => {
      blob.data.set(values[i]!);
    });
    const text = `${INPUT} layer { name: "n" type: "BatchNorm" bottom: "data" top: "n" batch_norm_param { eps: 1e-9 } }`;
    const {model} = networkFromCaffe(text, {weights});
    const y = (model.predict(tf.ones([1, 4, 4, 2])) as tf.Tensor).dataSync();
    // Means 1 and 2, variances 4 and 9.
    expectClose(Array.from(y.slice(0, 2)), [0.5, -5 / 3 - 1], 1e-4);
  });

  it('refuses weights that the definition has no place for, by their names', async () => {
    const weights = caffeModel([
      {name: 'a', type: 'Convolution', shapes: [[3, 2, 1, 1], [3]]},
      {name: 'gone', type: 'Convolution', shapes: [[9]]},
    ]);
    await expectAlexNetError(
      () => networkFromCaffe(INPUT + conv('a', 'data', 'bias_term: false'), {weights}),
      'bad-weights',
      'a/1 [3] has no place in the definition',
    );
    const {model} = networkFromCaffe(INPUT + conv('a', 'data'), {weights});
    expect(model.weights).toHaveLength(2);
  });

  it('makes the same network of a definition of 2013 in a model and in a text', () => {
    const text = `
      name: "oldest" input: "data" input_dim: 1 input_dim: 1 input_dim: 4 input_dim: 4
      layers { layer { name: "pad1" type: "padding" pad: 1 } bottom: "data" top: "padded" }
      layers { layer { name: "conv1" type: "conv" num_output: 2 kernelsize: 3 stride: 2 } bottom: "padded" top: "conv1" }
      layers { layer { name: "ip1" type: "innerproduct" num_output: 3 biasterm: false } bottom: "conv1" top: "ip1" }`;
    const model = parseCaffeModel(caffeV0Bytes());
    const [own, other] = [networkFromCaffe(model), networkFromCaffe(text, {weights: model})];
    expect(own.table).toEqual(other.table);
    const values = (network: typeof own): number[][] =>
      network.model.getWeights().map(weight => [...weight.dataSync()]);
    expect(values(own)).toEqual(values(other));
  });
});
