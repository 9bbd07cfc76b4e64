import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError} from '../../../support/matchers';

const kinds = (...nodes: OnnxNode[]): string =>
  networkFromOnnx(onnxModel(nodes))
    .table.layers.map(row => row.kind)
    .join(' ');
const constant = (name: string, values: number[]): OnnxNode =>
  onnxNode('Constant', name, [], {
    value: {name: '', shape: [values.length], data: Float32Array.from(values)},
  });

describe('ONNX_SIZES', () => {
  it('makes no row of what a later node takes back, and shuffles channels by a permutation', () => {
    const turn = (perm: number[], name: string, from: string): OnnxNode =>
      onnxNode('Transpose', name, [from], {perm});
    expect(
      kinds(turn([0, 2, 3, 1], 'a', 'x'), turn([0, 3, 1, 2], 'b', 'a'), onnxNode('Relu', 'r', ['b'])),
    ).toBe('activation');
    const shuffle = [
      constant('s', [-1, 3, 1, 8, 8]),
      onnxNode('Reshape', 'split', ['x', 's']),
      turn([0, 2, 1, 3, 4], 'moved', 'split'),
      constant('back', [-1, 3, 8, 8]),
      onnxNode('Reshape', 'joined', ['moved', 'back']),
      onnxNode('Relu', 'r', ['joined']),
    ];
    expect(kinds(...shuffle)).toBe('activation');
  });

  it.each([[[-1, 192]], [[0, -1]], [[1, 192]], [[1, -1]]])('takes Reshape to %o as a flatten', shape => {
    expect(kinds(constant('s', shape), onnxNode('Reshape', 'r', ['x', 's']))).toBe('permute flatten');
  });

  it('takes the size of the batch, computed and joined, as a flatten', () => {
    expect(
      kinds(
        onnxNode('Shape', 'shape', ['x']),
        onnxNode('Constant', 'zero', [], {value_int: 0}),
        onnxNode('Gather', 'batch', ['shape', 'zero'], {axis: 0}),
        onnxNode('Unsqueeze', 'one', ['batch'], {axes: [0]}),
        constant('rest', [-1]),
        onnxNode('Concat', 'sizes', ['one', 'rest'], {axis: 0}),
        onnxNode('Reshape', 'r', ['x', 'sizes']),
      ),
    ).toBe('permute flatten');
  });

  it('takes what only renames for nothing', () => {
    expect(kinds(onnxNode('Identity', 'i', ['x']), onnxNode('Flatten', 'f', ['i']))).toBe('permute flatten');
    expect(kinds(onnxNode('GlobalAveragePool', 'g', ['x']), onnxNode('Flatten', 'f', ['g']))).toBe(
      'globalAvgPool',
    );
    expect(kinds(onnxNode('GlobalAveragePool', 'g', ['x']), onnxNode('Squeeze', 's', ['g']))).toBe(
      'globalAvgPool',
    );
  });

  it.each<[OnnxNode[], string]>([
    [[constant('s', [-1, 96]), onnxNode('Reshape', 'r', ['x', 's'])], 'Reshape to [-1, 96]'],
    [[onnxNode('Flatten', 'r', ['x'], {axis: 2})], 'Flatten from axis 2'],
    [[onnxNode('Squeeze', 'r', ['x'], {axes: [1]})], 'longer than 1'],
    [[onnxNode('Cast', 'r', ['x'], {to: 7})], 'Cast of a layer'],
    [[onnxNode('Unsqueeze', 'r', ['x'], {axes: [0]})], 'in front of the batch'],
    [[onnxNode('Transpose', 'r', ['x'], {perm: [1, 0, 2, 3]})], 'moves the batch'],
  ])('refuses what moves values otherwise', async (nodes, problem) => {
    await expectAlexNetError(() => kinds(...nodes), 'unsupported', 'layer "r"', problem);
  });
});
