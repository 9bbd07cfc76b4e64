import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import {countingArray, onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError, expectClose} from '../../../support/matchers';

const ARRAYS = [countingArray('w', [4, 3, 1, 1]), countingArray('b', [4])];
const NODES = [
  onnxNode('Conv', 'c', ['x', 'w', 'b']),
  onnxNode('Relu', 'r', ['c']),
  onnxNode('GlobalAveragePool', 'g', ['r']),
  onnxNode('Softmax', 's', ['g'], {axis: 1}),
];

describe('networkFromOnnx', () => {
  it('makes the network with its weights, and merges an activation into the layer before it by default', () => {
    const {model, table} = networkFromOnnx(onnxModel(NODES, ARRAYS));
    expect(table).toMatchObject({id: 'test', inputShape: [8, 8, 3], classes: 4});
    expect(table.layers.map(row => row.name)).toEqual(['c', 'g', 's']);
    // [out, in, 1, 1] is [1, 1, in, out] here: the first row is the first value of each filter.
    const kernel = model.getWeights()[0]!.dataSync();
    expectClose(Array.from(kernel.slice(0, 4)), [-0.5, -0.2, 0.1, 0.4]);
    const separate = networkFromOnnx(onnxModel(NODES, ARRAYS), {fuseActivations: false});
    expect(separate.table.layers.map(row => row.name)).toEqual(['c', 'r', 'g', 's']);
  });

  it('does not count initializers as inputs, as files before IR version 4 do', async () => {
    const model = onnxModel(NODES, ARRAYS);
    model.graph.inputs.push({name: 'w', shape: [4, 3, 1, 1]});
    expect(networkFromOnnx(model).table.layers).toHaveLength(3);
    model.graph.inputs.push({name: 'y', shape: []});
    await expectAlexNetError(() => networkFromOnnx(model), 'unsupported', '2 inputs', '"x", "y"');
  });

  it('asks for the size of an input that is open, and takes another', async () => {
    const open = onnxModel(NODES, ARRAYS, ['N', 3, 'height', 'width']);
    await expectAlexNetError(
      () => networkFromOnnx(open),
      'bad-argument',
      '[N, 3, height, width]',
      'inputShape',
    );
    expect(networkFromOnnx(open, {inputShape: [5, 6, 3]}).table.inputShape).toEqual([5, 6, 3]);
  });

  it('ends where it is told, and lists all that is not supported', async () => {
    const {model} = networkFromOnnx(onnxModel(NODES, ARRAYS), {output: 'g'});
    expect(model.outputs[0]!.shape).toEqual([null, 4]);
    const bad = [
      onnxNode('Attention', 'e', ['x']),
      onnxNode('Slice', 'f', ['nowhere']),
      onnxNode('Add', 'r', ['e', 'f']),
    ];
    const error = await expectAlexNetError(() => networkFromOnnx(onnxModel(bad)), 'unsupported', '2 things');
    expect(error.details).toEqual([
      'layer "e": the operator Attention',
      'layer "f": its input "nowhere" is made by no node before it',
    ]);
  });

  it('does not look behind the layer that it ends at, named as a node, as a tensor or as the row', () => {
    const nodes = [...NODES.slice(0, 3), onnxNode('ArgMax', 'behind', ['g'])];
    nodes[2] = {...nodes[2]!, name: '/pool/Global', outputs: ['pooled']};
    nodes[3]!.inputs = ['pooled'];
    const model = onnxModel(nodes, ARRAYS);
    for (const output of ['/pool/Global', 'pooled', 'pool/Global']) {
      expect(networkFromOnnx(model, {output}).model.outputs[0]!.shape).toEqual([null, 4]);
    }
  });

  it('says where to end where only layers behind are not supported, and that end works', async () => {
    const nodes = [...NODES.slice(0, 3), onnxNode('ArgMax', 'behind', ['g'])];
    const model = onnxModel(nodes, ARRAYS);
    await expectAlexNetError(() => networkFromOnnx(model), 'unsupported', '--end-at g');
    expect(networkFromOnnx(model, {output: 'g'}).model.outputs[0]!.shape).toEqual([null, 4]);
  });

  it('has the values of the graph in their order where a flattened image is the end', () => {
    const flat = onnxModel([onnxNode('Flatten', 'f', ['x'])], [], [1, 2, 2, 3]);
    const {model, table} = networkFromOnnx(flat);
    expect(table.layers.map(row => row.kind)).toEqual(['permute', 'flatten']);
    // Channels first, this image counts from 0.
    const image = tf.transpose(tf.reshape(tf.range(0, 12), [1, 2, 2, 3]), [0, 2, 3, 1]);
    const y = (model.predict(image) as tf.Tensor).dataSync();
    expect(Array.from(y)).toEqual([...Array(12).keys()]);
  });

  it('names every initializer that no layer uses', () => {
    const arrays = [...ARRAYS, countingArray('surplus', [3])];
    expect(networkFromOnnx(onnxModel(NODES, arrays)).unused).toEqual(['surplus']);
    expect(networkFromOnnx(onnxModel(NODES, ARRAYS)).unused).toEqual([]);
  });

  it('reads a graph whose images have their channels last', () => {
    const turn = onnxNode('Transpose', 't', ['x'], {perm: [0, 3, 1, 2]});
    const nodes = [turn, onnxNode('Conv', 'c', ['t', 'w', 'b']), onnxNode('Flatten', 'f', ['c'])];
    const {table} = networkFromOnnx(onnxModel(nodes, ARRAYS, ['N', 8, 6, 3]));
    expect(table.inputShape).toEqual([8, 6, 3]);
    expect(table.layers[0]!.kind).toBe('conv');
  });

  it.each([[new Uint8Array(3)], [undefined], [null], ['model.onnx'], [{}]])(
    'refuses %s in place of a model',
    async source => {
      await expectAlexNetError(() => networkFromOnnx(source as never), 'bad-argument', 'parseOnnx');
    },
  );

  it.each([
    ['padding', {pads: [-1, -1, -1, -1]}],
    ['padding', {pads: [0, -1, 0, 0]}],
    ['strides', {strides: [0, 0]}],
    ['dilation', {dilations: [0, 1]}],
  ])('refuses a convolution whose %s is none: %j', async (name, attributes) => {
    const nodes = [onnxNode('Conv', 'c', ['x', 'w'], attributes)];
    await expectAlexNetError(
      () => networkFromOnnx(onnxModel(nodes, ARRAYS)),
      'bad-argument',
      'layer "c',
      name,
    );
  });
});
