import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import {findNormalizations} from '../../../../src/definitions/onnx/onnx-normalizations';
import type {NamedArray} from '../../../../src/core/named-array';
import type {OnnxModel, OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {expectAlexNetError, expectClose} from '../../../support/matchers';
import {onnxModel, onnxNode} from '../../../support/onnx-graph';

const number = (name: string, value: number): NamedArray => ({
  name,
  shape: [],
  data: Float32Array.of(value),
});
const NUMBERS = [number('alpha', 0.5), number('one', 1), number('beta', 0.75), number('two', 2)];
const WINDOW = {kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], count_include_pad: 1};

const nodes = (window: OnnxNode['attributes'] = WINDOW, one = 'one'): OnnxNode[] => [
  onnxNode('Mul', 'square', ['x', 'x']),
  onnxNode('AveragePool', 'mean', ['square'], window),
  onnxNode('Mul', 'energy', ['alpha', 'mean']),
  onnxNode('Add', 'base', ['energy', one]),
  onnxNode('Pow', 'divisor', ['base', 'beta']),
  onnxNode('Div', 'norm', ['x', 'divisor']),
];
const find = (list: OnnxNode[]): ReturnType<typeof findNormalizations> =>
  findNormalizations(list, new Map(NUMBERS.map(array => [array.name, {kind: 'constant' as const, array}])));
const modelOf = (list: OnnxNode[]): OnnxModel => onnxModel(list, NUMBERS);

describe('findNormalizations', () => {
  it('finds the normalization in its six nodes, and returns it for the last', () => {
    const list = nodes();
    const [entry] = find(list);
    const [last, found] = entry!;
    expect(last).toBe(list[5]);
    expect(found.input).toBe('x');
    expect(found.inner.map(({name}) => name).sort()).toEqual(['base', 'divisor', 'energy', 'mean', 'square']);
    expect(found.constants.sort()).toEqual(['alpha', 'beta', 'one']);
  });

  it.each<[string, OnnxNode[]]>([
    [
      'a Pad',
      [
        onnxNode('Unsqueeze', 'five', ['square'], {axes: [1]}),
        onnxNode('Pad', 'padded', ['five'], {pads: [0, 0, 1, 0, 0, 0, 0, 1, 0, 0]}),
        onnxNode('AveragePool', 'average', ['padded'], {kernel_shape: [3, 1, 1], auto_pad: 'NOTSET'}),
        onnxNode('Squeeze', 'mean', ['average'], {axes: [1]}),
      ],
    ],
    [
      'the pool',
      [
        onnxNode('Unsqueeze', 'five', ['square'], {axes: [1]}),
        onnxNode('AveragePool', 'average', ['five'], {
          kernel_shape: [3, 1, 1],
          pads: [1, 0, 0, 1, 0, 0],
          count_include_pad: 1,
        }),
        onnxNode('Squeeze', 'mean', ['average'], {axes: [1]}),
      ],
    ],
    [
      'a Pad, and a squeeze by an If',
      [
        onnxNode('Unsqueeze', 'five', ['square'], {axes: [1]}),
        onnxNode('Pad', 'padded', ['five'], {pads: [0, 0, 1, 0, 0, 0, 0, 1, 0, 0]}),
        onnxNode('AveragePool', 'average', ['padded'], {kernel_shape: [3, 1, 1]}),
        onnxNode('Shape', 'sizes', ['average']),
        onnxNode('Gather', 'size', ['sizes', 'one']),
        onnxNode('Equal', 'single', ['size', 'one']),
        onnxNode('If', 'mean', ['single']),
      ],
    ],
  ])('takes a window of channels, with its zeros in %s, as local response normalization', (_, window) => {
    const list = nodes().flatMap(node => (node.name === 'mean' ? window : [node]));
    const {table} = networkFromOnnx(modelOf(list));
    expect(table.layers).toEqual([
      {kind: 'lrn', name: 'norm', depthRadius: 1, bias: 1, alpha: 0.5 / 3, beta: 0.75},
    ]);
  });

  it.each<[string, OnnxNode[]]>([
    ['another constant than 1', nodes(WINDOW, 'two')],
    [
      'zeros on one side of the channels',
      nodes({...WINDOW, kernel_shape: [3, 1, 1], pads: [2, 0, 0, 0, 0, 0]}),
    ],
    ['an even window', nodes({...WINDOW, kernel_shape: [2, 2]})],
    ['a window that is no square', nodes({...WINDOW, kernel_shape: [3, 1]})],
    ['borders that do not count', nodes({...WINDOW, count_include_pad: 0})],
    ['steps', nodes({...WINDOW, strides: [2, 2]})],
    ['no borders', nodes({...WINDOW, pads: [0, 0, 0, 0]})],
    ['borders that are computed', nodes({...WINDOW, auto_pad: 'SAME_UPPER'})],
    [
      'the product of two values',
      nodes().map(node => (node.name === 'square' ? {...node, inputs: ['x', 'y']} : node)),
    ],
    ['an inner value with another use', [...nodes(), onnxNode('Relu', 'r', ['mean'])]],
  ])('leaves %s', (_, list) => {
    expect(find(list).size).toBe(0);
  });

  it('becomes a layer of the same values, under the name of the division', () => {
    const {model, table} = networkFromOnnx(modelOf(nodes()));
    expect(table.layers).toEqual([{kind: 'spatialLrn', name: 'norm', size: 3, alpha: 0.5, beta: 0.75}]);
    const y = (model.predict(tf.fill([1, 8, 8, 3], 2)) as tf.Tensor).dataSync();
    // 9 neighbors inside, 4 in a corner, each 4.
    expectClose([y[(3 * 8 + 3) * 3]!], [2 / (1 + 0.5 * 4) ** 0.75]);
    expectClose([y[0]!], [2 / (1 + (0.5 * 16) / 9) ** 0.75]);
  });

  it('is refused where its input is no image', async () => {
    const flat = [onnxNode('Flatten', 'f', ['data']), ...nodes()];
    flat[0]!.outputs = ['x'];
    const model = onnxModel(flat, NUMBERS);
    model.graph.inputs = [{name: 'data', shape: ['N', 3, 8, 8]}];
    await expectAlexNetError(() => networkFromOnnx(model), 'unsupported', '"norm"', 'no image');
  });
});
