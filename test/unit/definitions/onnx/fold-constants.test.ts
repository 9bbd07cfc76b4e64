import {describe, expect, it} from 'vitest';
import {constantOf, foldConstants, integers} from '../../../../src/definitions/onnx/fold-constants';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import type {OnnxTensor} from '../../../../src/formats/onnx/read-onnx-tensor';
import {onnxNode} from '../../../support/onnx-graph';

const floats = (shape: number[], ...values: number[]): OnnxTensor => ({
  name: 'f',
  shape,
  data: Float32Array.from(values),
});
const fold = (operator: string, inputs: OnnxTensor[], attributes: OnnxNode['attributes'] = {}): unknown => {
  const result = foldConstants(onnxNode(operator, 'n', [], attributes), inputs, 13);
  return Array.isArray(result) || result === undefined ? result : [result.shape, [...result.data]];
};
const M = floats([2, 3], 1, 2, 3, 4, 5, 6);

describe('foldConstants', () => {
  it.each<[string, OnnxTensor[], OnnxNode['attributes'], unknown]>([
    [
      'Transpose',
      [M],
      {},
      [
        [3, 2],
        [1, 4, 2, 5, 3, 6],
      ],
    ],
    [
      'Reshape',
      [M, integers([3, -1])],
      {},
      [
        [3, 2],
        [1, 2, 3, 4, 5, 6],
      ],
    ],
    [
      'Unsqueeze',
      [floats([2], 1, 2), integers([1])],
      {},
      [
        [2, 1],
        [1, 2],
      ],
    ],
    ['Squeeze', [floats([1, 2], 1, 2)], {axes: [0]}, [[2], [1, 2]]],
    [
      'Concat',
      [M, M],
      {axis: 1},
      [
        [2, 6],
        [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6],
      ],
    ],
    ['Gather', [M, {...integers([1]), shape: []}], {axis: 0}, [[3], [4, 5, 6]]],
    [
      'Slice',
      [M, integers([1]), integers([3]), integers([1])],
      {},
      [
        [2, 2],
        [2, 3, 5, 6],
      ],
    ],
    ['ConstantOfShape', [integers([2])], {value: floats([1], 7)}, [[2], [7, 7]]],
    [
      'Expand',
      [floats([1], 3), integers([2, 2])],
      {},
      [
        [2, 2],
        [3, 3, 3, 3],
      ],
    ],
    ['Tile', [floats([2], 1, 2), integers([2])], {}, [[4], [1, 2, 1, 2]]],
    ['Range', [integers([0]), integers([3]), integers([1])], {}, [[3], [0, 1, 2]]],
    ['Div', [integers([7]), integers([2])], {}, [[1], [3]]],
    ['Div', [floats([1], 7), floats([1], 2)], {}, [[1], [3.5]]],
    ['Cast', [floats([1], 2.75)], {to: 7}, [[1], [2]]],
    ['ReduceProd', [M], {keepdims: 0}, [[], [720]]],
    ['ReduceMean', [M], {axes: [1], keepdims: 0}, [[2], [2, 5]]],
    ['Where', [floats([2], 1, 0), floats([2], 1, 2), floats([2], 8, 9)], {}, [[2], [1, 9]]],
    [
      'DequantizeLinear',
      [M, floats([2], 0.5, 2), floats([2], 1, 4)],
      {axis: 0},
      [
        [2, 3],
        [0, 0.5, 1, 0, 2, 4],
      ],
    ],
    ['Shape', [M], {}, [[2], [2, 3]]],
    ['Attention', [M], {}, undefined],
  ])('%s', (operator, inputs, attributes, expected) => {
    expect(fold(operator, inputs, attributes)).toEqual(expected);
  });

  it('carries the size of the batch, which is not known, through arithmetic', () => {
    expect(fold('Mul', [integers([NaN, 2]), integers([3])])).toEqual([[2], [NaN, 6]]);
  });

  it('makes no array that is larger than any weight', () => {
    expect(fold('ConstantOfShape', [integers([2 ** 20, 2 ** 20])])).toBeUndefined();
    expect(fold('Expand', [floats([1], 1), integers([2 ** 30])])).toBeUndefined();
    expect(fold('Range', [integers([0]), integers([2 ** 30]), integers([1])])).toBeUndefined();
  });

  it('takes the constant of a node in each of its forms', () => {
    expect(constantOf(onnxNode('Constant', 'c', [], {value: M}))).toBe(M);
    expect(constantOf(onnxNode('Constant', 'c', [], {value_ints: [1, 2]}))).toMatchObject({
      shape: [2],
      isInteger: true,
    });
    expect(constantOf(onnxNode('Constant', 'c', [], {value_float: 0.5}))).toMatchObject({shape: []});
  });
});
