import '@tensorflow/tfjs-backend-cpu';
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
      onnxNode('Elu', 'e', ['x']),
      onnxNode('Relu', 'r', ['e']),
      onnxNode('Slice', 'f', ['nowhere']),
    ];
    const error = await expectAlexNetError(() => networkFromOnnx(onnxModel(bad)), 'unsupported', '2 things');
    expect(error.details).toEqual([
      'layer "e": the operator Elu',
      'layer "f": its input "nowhere" is made by no node before it',
    ]);
  });

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
