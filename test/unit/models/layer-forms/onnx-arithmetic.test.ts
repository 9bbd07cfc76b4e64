import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import type {NamedArray} from '../../../../src/core/named-array';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {countingArray, onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError, expectClose} from '../../../support/matchers';

const number = (name: string, value: number): NamedArray => ({name, shape: [], data: Float32Array.of(value)});
const ARRAYS = [
  number('two', 2),
  countingArray('channels', [3, 1, 1]),
  countingArray('map', [1, 3, 2, 4]),
  countingArray('images', [2, 3, 2, 4]),
  countingArray('w', [4, 3, 1, 1]),
  countingArray('b', [1, 4, 1, 1]),
  countingArray('columns', [4]),
];
/** Output for an image that counts from 0, channels first. */
function valuesOf(...nodes: OnnxNode[]): Float32Array {
  const {model} = networkFromOnnx(onnxModel(nodes, ARRAYS, ['N', 3, 2, 4]));
  const x = tf.reshape(tf.range(0, 24), [1, 3, 2, 4]);
  return tf
    .transpose(model.predict(tf.transpose(x, [0, 2, 3, 1])) as tf.Tensor, [0, 3, 1, 2])
    .dataSync() as Float32Array;
}
const counted = (f: (x: number, i: number) => number): number[] =>
  Array.from({length: 24}, (_, i) => f(i, i));

describe('readArithmetic', () => {
  it.each<[string, string[], (x: number) => number]>([
    ['Sub', ['x', 'two'], x => x - 2],
    ['Sub', ['two', 'x'], x => 2 - x],
    ['Div', ['x', 'two'], x => x / 2],
    ['Div', ['two', 'x'], x => 2 / x],
    ['Pow', ['x', 'two'], x => x ** 2],
    ['Pow', ['two', 'x'], x => 2 ** x],
    ['Max', ['x', 'two'], x => Math.max(x, 2)],
    ['Min', ['two', 'x'], x => Math.min(x, 2)],
  ])('computes %s of %j', (operator, inputs, f) => {
    expectClose(valuesOf(onnxNode(operator, 'y', inputs)), counted(f), 1e-5);
  });

  it('lays constants along the axes of the graph: channels, a whole image, columns', () => {
    const data = (name: string): Float32Array => ARRAYS.find(array => array.name === name)!.data;
    const add = (name: string): OnnxNode => onnxNode('Add', 'y', ['x', name]);
    expectClose(
      valuesOf(add('channels')),
      counted(x => x + data('channels')[Math.floor(x / 8)]!),
      1e-5,
    );
    expectClose(
      valuesOf(add('map')),
      counted(x => x + data('map')[x]!),
      1e-5,
    );
    expectClose(
      valuesOf(add('columns')),
      counted(x => x + data('columns')[x % 4]!),
      1e-5,
    );
  });

  it('takes a shift behind a convolution without bias as its bias, if nothing else takes the convolution', () => {
    const conv = onnxNode('Conv', 'c', ['x', 'w']);
    const rows = (...nodes: OnnxNode[]): unknown[] =>
      networkFromOnnx(onnxModel(nodes, ARRAYS)).table.layers.map(({kind}) => kind);
    expect(rows(conv, onnxNode('Add', 'a', ['c', 'b']))).toEqual(['conv']);
    const both = [conv, onnxNode('Add', 'a', ['c', 'b']), onnxNode('Mul', 'y', ['a', 'c'])];
    expect(rows(...both)).toEqual(['conv', 'arithmetic', 'eltwise']);
  });

  it('joins layers, one of which may have a single pixel', () => {
    const pooled = onnxNode('GlobalMaxPool', 'g', ['x']);
    const maximum = (x: number): number => 8 * Math.floor(x / 8) + 7;
    expectClose(
      valuesOf(pooled, onnxNode('Mul', 'y', ['x', 'g'])),
      counted(x => x * maximum(x)),
      1e-5,
    );
    expectClose(
      valuesOf(pooled, onnxNode('Sub', 'y', ['x', 'g'])),
      counted(x => x - maximum(x)),
      1e-5,
    );
    expectClose(
      valuesOf(pooled, onnxNode('Div', 'y', ['x', 'g'])),
      counted(x => x / maximum(x)),
      1e-5,
    );
  });

  it('has the slopes of PRelu below 0 only', () => {
    const nodes = [onnxNode('Sub', 's', ['x', 'two']), onnxNode('PRelu', 'y', ['s', 'columns'])];
    const slope = (x: number): number => (x % 4) / 10 - 0.5;
    expectClose(
      valuesOf(...nodes),
      counted(x => (x < 2 ? (x - 2) * slope(x) : x - 2)),
      1e-5,
    );
  });

  it('refuses a constant that differs between the images of a batch', async () => {
    const nodes = [onnxNode('Add', 'y', ['x', 'images'])];
    await expectAlexNetError(
      () => networkFromOnnx(onnxModel(nodes, ARRAYS, [2, 3, 2, 4])),
      'unsupported',
      'differs between images',
    );
  });
});
