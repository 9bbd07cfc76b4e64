import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import {onnxReader, onnxSupported} from '../../../../src/definitions/onnx/onnx-operators';
import type {LayerRow} from '../../../../src/presets/preset';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {countingArray, onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError, expectClose} from '../../../support/matchers';

const ARRAYS = [
  countingArray('factor', [3, 1, 1]),
  countingArray('shift', [1, 3, 1, 1]),
  countingArray('w', [4, 3, 3, 3]),
  countingArray('b', [4]),
  countingArray('m', [192, 5]),
  countingArray('mt', [5, 192]),
  countingArray('v', [5]),
  ...['gamma', 'beta', 'mean'].map(name => countingArray(name, [3])),
  {name: 'var', shape: [3], data: Float32Array.of(1, 4, 9)},
];
const rowsOf = (...nodes: OnnxNode[]): readonly LayerRow[] =>
  networkFromOnnx(onnxModel(nodes, ARRAYS)).table.layers;
const flat = onnxNode('Flatten', 'flat', ['x']);

describe('onnxReader', () => {
  it.each<[OnnxNode, Partial<LayerRow>[]]>([
    [
      onnxNode('Conv', 'c', ['x', 'w', 'b'], {pads: [1, 1, 1, 1], strides: [2, 2]}),
      [{kind: 'conv', name: 'c', filters: 'classes', kernelSize: 3, strides: 2, padding: 1}],
    ],
    [
      onnxNode('Conv', 'c', ['x', 'w'], {pads: [0, 0, 1, 1], strides: [2, 2]}),
      [
        {
          kind: 'zeroPad',
          name: 'c_pad',
          padding: [
            [0, 1],
            [0, 1],
          ],
        },
        {kind: 'conv', name: 'c', filters: 'classes', kernelSize: 3, strides: 2, useBias: false},
      ],
    ],
    [
      onnxNode('LRN', 'n', ['x'], {size: 3, alpha: 0.3}),
      [{kind: 'lrn', name: 'n', depthRadius: 1, bias: 1, alpha: 0.3 / 3, beta: 0.75}],
    ],
    [
      onnxNode('BatchNormalization', 'n', ['x', 'gamma', 'beta', 'mean', 'var']),
      [{kind: 'batchNorm', name: 'n', epsilon: 1e-5, momentum: 0.9}],
    ],
    [onnxNode('Mul', 'k', ['x', 'factor']), [{kind: 'scale', name: 'k', useBias: false}]],
    [onnxNode('Tanh', 't', ['x']), [{kind: 'activation', name: 't', activation: 'tanh'}]],
    [onnxNode('Dropout', 'd', ['x'], {ratio: 0.2}), [{kind: 'dropout', name: 'd', rate: 0.2}]],
    [onnxNode('Concat', 'j', ['x', 'x'], {axis: -3}), [{kind: 'concat', name: 'j', from: ['data', 'data']}]],
    [
      onnxNode('Add', 'j', ['x', 'x']),
      [{kind: 'eltwise', operation: 'sum', name: 'j', from: ['data', 'data']}],
    ],
    [
      onnxNode('Max', 'j', ['x', 'x']),
      [{kind: 'eltwise', operation: 'max', name: 'j', from: ['data', 'data']}],
    ],
  ])('reads %o', (node, rows) => {
    expect(rowsOf(node)).toEqual(rows);
  });

  it('computes what Gemm, and MatMul with Add, compute of a flattened image', () => {
    const x = tf.randomUniform<tf.Rank.R4>([2, 8, 8, 3], -1, 1, 'float32', 3);
    const outputs = [
      [flat, onnxNode('Gemm', 'g', ['flat', 'mt', 'v'], {transB: 1, alpha: 0.5, beta: 2})],
      [flat, onnxNode('Gemm', 'g', ['flat', 'm', 'v'])],
      [flat, onnxNode('MatMul', 'mm', ['flat', 'm']), onnxNode('Add', 'a', ['mm', 'v'])],
      [flat, onnxNode('MatMul', 'mm', ['flat', 'm'])],
    ].map(nodes => (networkFromOnnx(onnxModel(nodes, ARRAYS)).model.predict(x) as tf.Tensor).dataSync());
    const data = (name: string): Float32Array => ARRAYS.find(array => array.name === name)!.data;
    const flattened = tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [2, 192]);
    const product = (kernel: tf.Tensor2D): tf.Tensor => tf.matMul(flattened, kernel);
    const m = tf.tensor2d(data('m'), [192, 5]);
    const mt = tf.transpose(tf.tensor2d(data('mt'), [5, 192]));
    const v = tf.tensor1d(data('v'));
    const expected = [
      tf.add(tf.mul(product(mt), 0.5), tf.mul(v, 2)),
      tf.add(product(m), v),
      tf.add(product(m), v),
      product(m),
    ];
    expected.forEach((y, i) => {
      expectClose(outputs[i]!, y.dataSync(), 1e-5);
    });
  });

  it('normalizes by the statistics of the file', () => {
    const {model} = networkFromOnnx(
      onnxModel([onnxNode('BatchNormalization', 'n', ['x', 'gamma', 'beta', 'mean', 'var'])], ARRAYS),
    );
    const y = (model.predict(tf.ones([1, 8, 8, 3])) as tf.Tensor).dataSync();
    // gamma, beta and mean are −0.5, −0.4, −0.3.
    const expected = [-0.5, -0.4, -0.3].map((value, i) => (value * (1 - value)) / (i + 1) + value);
    expectClose(Array.from(y.slice(0, 3)), expected, 1e-4);
  });

  it('takes a factor and a shift per channel as one layer, in either order of their inputs', () => {
    const nodes = [onnxNode('Mul', 'k', ['factor', 'x']), onnxNode('Add', 'a', ['k', 'shift'])];
    const {model, table} = networkFromOnnx(onnxModel(nodes, ARRAYS));
    expect(table.layers).toEqual([{kind: 'scale', name: 'k'}]);
    const y = (model.predict(tf.fill([1, 8, 8, 3], 2)) as tf.Tensor).dataSync();
    // Both are −0.5, −0.4, −0.3.
    expectClose(Array.from(y.slice(0, 3)), [-1.5, -1.2, -0.9]);
  });

  it.each<[OnnxNode[], string]>([
    [[onnxNode('Mul', 'm', ['x', 'b'])], 'Mul with a constant [4]'],
    [[onnxNode('Conv', 'c', ['x', 'x'])], 'kernel is computed'],
    [[onnxNode('LRN', 'n', ['x'], {size: 0})], 'a size of 0'],
    [[onnxNode('Gemm', 'g', ['x', 'm'])], 'no row of numbers'],
    [[onnxNode('MatMul', 'g', ['x', 'm'])], 'MatMul'],
    [[onnxNode('Concat', 'j', ['x', 'x'], {axis: 0})], 'axis 0'],
    [[onnxNode('Add', 'a', ['x', 'b'])], 'Add with a constant'],
    [[onnxNode('Softmax', 's', ['x'], {axis: 4})], 'axis 4'],
    [[onnxNode('Attention', 'l', ['x'])], 'the operator Attention'],
    [[onnxNode('toString', 'l', ['x'])], 'the operator toString'],
  ])('refuses %o', async (nodes, problem) => {
    await expectAlexNetError(() => rowsOf(...nodes), 'unsupported', problem);
  });

  it('has the operators of the era', () => {
    const operators = onnxSupported().replace('the operators ', '').split(', ');
    expect(operators).toEqual(
      expect.arrayContaining([
        'Conv',
        'LRN',
        'MaxPool',
        'AveragePool',
        'GlobalAveragePool',
        'Gemm',
        'Identity',
      ]),
    );
    expect(operators).toEqual([...new Set(operators)]);
    expect(operators.filter(operator => onnxReader(operator) === undefined)).toEqual([]);
  });
});
