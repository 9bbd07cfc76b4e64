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
  it.each([[[-1, 192]], [[0, -1]], [[1, 192]], [[1, -1]]])('takes Reshape to %o as a flatten', shape => {
    expect(kinds(constant('s', shape), onnxNode('Reshape', 'r', ['x', 's']))).toBe('flatten');
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
    ).toBe('flatten');
  });

  it('takes what only renames for nothing', () => {
    expect(kinds(onnxNode('Identity', 'i', ['x']), onnxNode('Flatten', 'f', ['i']))).toBe('flatten');
    expect(kinds(onnxNode('GlobalAveragePool', 'g', ['x']), onnxNode('Flatten', 'f', ['g']))).toBe(
      'globalAvgPool',
    );
    expect(kinds(onnxNode('GlobalAveragePool', 'g', ['x']), onnxNode('Squeeze', 's', ['g']))).toBe(
      'globalAvgPool',
    );
  });

  it.each<[OnnxNode[], string]>([
    [[constant('s', [-1, 96]), onnxNode('Reshape', 'r', ['x', 's'])], 'Reshape to [-1, 96]'],
    [[onnxNode('Flatten', 'r', ['x'], {axis: 2})], 'Flatten from an axis other than 1'],
    [[onnxNode('Squeeze', 'r', ['x'])], 'no single pixel'],
    [[onnxNode('Cast', 'r', ['x'])], 'Cast of a layer'],
    [[onnxNode('Unsqueeze', 'r', ['x'])], 'Unsqueeze of a layer'],
  ])('refuses what moves values otherwise', async (nodes, problem) => {
    await expectAlexNetError(() => kinds(...nodes), 'unsupported', 'layer "r"', problem);
  });
});
