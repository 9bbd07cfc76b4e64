import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import {plainNodes} from '../../../../src/definitions/onnx/quantized-nodes';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import type {OnnxTensor} from '../../../../src/formats/onnx/read-onnx-tensor';
import {onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectClose} from '../../../support/matchers';

const integers = (name: string, shape: number[], values: number[]): OnnxTensor => ({
  name,
  shape,
  data: Float32Array.from(values),
  isInteger: true,
  integerType: 'uint8',
});
const fractions = (name: string, shape: number[], values: number[]): OnnxTensor => ({
  name,
  shape,
  data: Float32Array.from(values),
});

const WEIGHTS = [3, 250, 128, 7, 90, 201];
const [WEIGHT_SCALE, WEIGHT_ZERO] = [0.02, 120];
const BIAS = [0.5, -0.25];
const X = [-1, 0.3, 2, 0.1, -0.7, 1.1];
const ARRAYS = [
  integers('w', [3, 2], WEIGHTS),
  fractions('ws', [], [WEIGHT_SCALE]),
  integers('wz', [], [WEIGHT_ZERO]),
  fractions('b', [2], BIAS),
];
const weightAt = (input: number, unit: number): number =>
  WEIGHT_SCALE * (WEIGHTS[2 * input + unit]! - WEIGHT_ZERO);

/** The product of two rows of X, whose numbers go through `change` first, and the weights. */
const product = (change: (x: number) => number): number[] =>
  [0, 1].flatMap(row =>
    [0, 1].map(unit =>
      [0, 1, 2].reduce((sum, input) => sum + change(X[3 * row + input]!) * weightAt(input, unit), 0),
    ),
  );

const predict = (nodes: OnnxNode[], arrays: OnnxTensor[]): {y: number[]; kinds: string[]} => {
  const {model, table} = networkFromOnnx(onnxModel(nodes, arrays, ['N', 3]));
  const y = tf.tidy(() => [...(model.predict(tf.tensor(X, [2, 1, 1, 3])) as tf.Tensor).dataSync()]);
  model.dispose();
  return {y, kinds: table.layers.map(({kind}) => kind)};
};

const DYNAMIC: OnnxNode[] = [
  {...onnxNode('DynamicQuantizeLinear', 'q', ['x']), outputs: ['q', 'qs', 'qz']},
  onnxNode('Mul', 'scales', ['qs', 'ws']),
  onnxNode('MatMulInteger', 'integers', ['q', 'w', 'qz', 'wz']),
  onnxNode('Cast', 'cast', ['integers'], {to: 1}),
  onnxNode('Mul', 'scaled', ['cast', 'scales']),
  onnxNode('Add', 'y', ['scaled', 'b']),
];

describe('dynamic quantization', () => {
  it('is a dense layer of the dequantized weights with its bias, and no layer for scales', () => {
    const {y, kinds} = predict(DYNAMIC, ARRAYS);
    expect(kinds.filter(kind => kind !== 'flatten')).toEqual(['dense']);
    expectClose(
      y,
      product(x => x).map((sum, i) => sum + BIAS[i % 2]!),
      1e-6,
    );
  });

  it('differs from the runtime by at most the sum of |weight| · (max − min) / 510', () => {
    const [low, high] = [Math.min(0, ...X), Math.max(0, ...X)];
    const step = (high - low) / 255;
    const zero = Math.round(-low / step);
    const rounded = product(x => step * (Math.max(0, Math.min(255, Math.round(x / step) + zero)) - zero));
    const {y} = predict(DYNAMIC.slice(0, -1), ARRAYS);
    y.forEach((value, i) => {
      const bound = [0, 1, 2].reduce((sum, input) => sum + Math.abs(weightAt(input, i % 2)), 0);
      expect(Math.abs(value - rounded[i]!)).toBeLessThanOrEqual((bound * (high - low)) / 510 + 1e-6);
    });
  });

  it('is the same in the fused form of onnxruntime', () => {
    const fused = onnxNode('com.microsoft.DynamicQuantizeMatMul', 'y', ['x', 'w', 'ws', 'wz', 'b']);
    expectClose(predict([fused], ARRAYS).y, predict(DYNAMIC, ARRAYS).y, 1e-6);
  });

  it('leaves a product of integers that were quantized otherwise', () => {
    const node = onnxNode('MatMulInteger', 'y', ['x', 'w', 'z', 'wz']);
    expect(plainNodes([node], new Map()).nodes).toEqual([node]);
  });
});

describe('a quantized operator with constant scales', () => {
  const [inScale, inZero, outScale, outZero] = [0.01, 100, 0.05, 60];
  const arrays = [
    ...ARRAYS,
    fractions('xs', [], [inScale]),
    integers('xz', [], [inZero]),
    fractions('ys', [], [outScale]),
    integers('yz', [], [outZero]),
  ];
  const levels = (x: number, scale: number, zero: number): number =>
    scale * (Math.max(0, Math.min(255, Math.round(x / scale) + zero)) - zero);

  it('rounds and limits its input and output to the levels of 8 bits', () => {
    const nodes = [
      onnxNode('QuantizeLinear', 'q', ['x', 'xs', 'xz']),
      onnxNode('QLinearMatMul', 'p', ['q', 'xs', 'xz', 'w', 'ws', 'wz', 'ys', 'yz']),
      onnxNode('DequantizeLinear', 'y', ['p', 'ys', 'yz']),
    ];
    const expected = product(x => levels(x, inScale, inZero)).map(sum => levels(sum, outScale, outZero));
    expectClose(predict(nodes, arrays).y, expected, 1e-5);
  });

  it('keeps the levels over operators that only move values', () => {
    const nodes = [
      onnxNode('QuantizeLinear', 'q', ['x', 'xs', 'xz']),
      onnxNode('Flatten', 'f', ['q']),
      onnxNode('DequantizeLinear', 'y', ['f', 'xs', 'xz']),
    ];
    expectClose(
      predict(nodes, arrays).y,
      X.map(x => levels(x, inScale, inZero)),
      1e-6,
    );
  });

  it('adds a bias of integers at the scale of the product', () => {
    const bias = {...integers('ib', [2], [40, -30]), integerType: 'int32' as const};
    const inputs = ['q', 'xs', 'xz', 'w', 'ws', 'wz', 'ib'];
    const nodes = [
      onnxNode('QuantizeLinear', 'q', ['x', 'xs', 'xz']),
      onnxNode('com.microsoft.QGemm', 'y', inputs),
    ];
    const unit = inScale * WEIGHT_SCALE;
    expectClose(
      predict(nodes, [...arrays, bias]).y,
      product(x => levels(x, inScale, inZero)).map((sum, i) => sum + unit * [40, -30][i % 2]!),
      1e-5,
    );
  });
});
