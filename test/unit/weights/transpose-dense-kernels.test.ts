import {describe, expect, it} from 'vitest';
import type {OnnxModel, OnnxNode} from '../../../src/formats/onnx/onnx-model';
import {transposeDenseKernels} from '../../../src/weights/transpose-dense-kernels';

const node = (operator: string, weight: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
  name: '',
  operator,
  inputs: ['x', weight],
  outputs: ['y'],
  attributes,
});

describe('transposeDenseKernels', () => {
  it('transposes the transposed matrices, and no others', () => {
    const arrays = ['a', 'b', 'c', 'd'].map(name => ({
      name,
      shape: [2, 3],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    }));
    const file: OnnxModel = {
      format: 'onnx',
      arrays,
      metadata: {},
      opset: 13,
      graph: {
        name: '',
        inputs: [],
        outputs: [],
        initializers: arrays,
        nodes: [node('MatMul', 'a'), node('Gemm', 'b'), node('Gemm', 'c', {transB: 1}), node('Add', 'd')],
      },
    };
    const [a, b, c, d] = transposeDenseKernels(file);
    expect(a).toEqual({name: 'a', shape: [3, 2], data: Float32Array.of(1, 4, 2, 5, 3, 6)});
    expect(b?.shape).toEqual([3, 2]);
    expect([c, d]).toEqual(arrays.slice(2));
  });
});
