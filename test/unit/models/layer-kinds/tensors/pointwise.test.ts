import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../../src/definitions/onnx/network-from-onnx';
import type {OnnxNode} from '../../../../../src/formats/onnx/onnx-model';
import {onnxModel, onnxNode} from '../../../../support/onnx-graph';
import {expectAlexNetError, expectClose} from '../../../../support/matchers';
import {expectAsPlanned} from '../../../../support/planned-row';

describe('pointwise', () => {
  it('is a layer of the shape of its input', () => {
    expectAsPlanned({kind: 'pointwise', name: 'f', function: 'clip', alpha: 0, beta: 6}, [4, 5, 6]);
    expect(expectAsPlanned({kind: 'pointwise', name: 'f', function: 'absolute'}, [6]).countParams()).toBe(0);
  });

  it('rounds to the levels between QuantizeLinear and DequantizeLinear', () => {
    const arrays = [
      {name: 'scale', shape: [], data: Float32Array.of(0.5)},
      {name: 'zero', shape: [], data: Float32Array.of(-127), isInteger: true, integerType: 'int8'},
    ];
    const nodes = [
      onnxNode('QuantizeLinear', 'q', ['x', 'scale', 'zero']),
      onnxNode('DequantizeLinear', 'd', ['q', 'scale', 'zero']),
    ];
    const {model, table} = networkFromOnnx(onnxModel(nodes, arrays, ['N', 1, 1, 4]));
    expect(table.layers).toHaveLength(1);
    const y = model.predict(tf.tensor4d([-2, 0.3, 1.2, 1000], [1, 1, 4, 1])) as tf.Tensor;
    // Levels from −0.5 to 127, half a unit apart.
    expectClose(y.dataSync(), [-0.5, 0.5, 1, 127], 1e-6);
  });

  it('refuses to quantize to other integers than those of 8 bits', async () => {
    const arrays = [
      {name: 'scale', shape: [], data: Float32Array.of(0.5)},
      {name: 'zero', shape: [], data: Float32Array.of(0), isInteger: true, integerType: 'uint16'},
    ];
    const model = onnxModel([onnxNode('QuantizeLinear', 'q', ['x', 'scale', 'zero'])], arrays, ['N', 3]);
    await expectAlexNetError(() => networkFromOnnx(model), 'unsupported', '8 bits');
  });

  it.each<[string, OnnxNode['attributes'], (x: number) => number]>([
    ['Abs', {}, Math.abs],
    ['Clip', {min: -1, max: 1.5}, x => Math.min(1.5, Math.max(-1, x))],
    ['Clip', {max: 0}, x => Math.min(0, x)],
    ['Elu', {alpha: 2}, x => (x < 0 ? 2 * (Math.exp(x) - 1) : x)],
    ['Celu', {alpha: 2}, x => (x < 0 ? 2 * (Math.exp(x / 2) - 1) : x)],
    ['HardSigmoid', {}, x => Math.min(1, Math.max(0, 0.2 * x + 0.5))],
    ['Selu', {alpha: 2, gamma: 3}, x => 3 * (x < 0 ? 2 * (Math.exp(x) - 1) : x)],
    ['Softplus', {}, x => Math.log(1 + Math.exp(x))],
    ['ThresholdedRelu', {alpha: 1}, x => (x > 1 ? x : 0)],
    ['Shrink', {lambd: 1, bias: 0.5}, x => (x < -1 ? x + 0.5 : x > 1 ? x - 0.5 : 0)],
    ['HardSwish', {}, x => x * Math.min(1, Math.max(0, x / 6 + 0.5))],
    ['Neg', {}, x => -x],
  ])('reads %s with %j', (operator, attributes, f) => {
    const {model} = networkFromOnnx(
      onnxModel([onnxNode(operator, 'y', ['x'], attributes)], [], ['N', 1, 1, 8]),
    );
    const x = [-3, -1.25, -0.5, 0, 0.25, 1, 1.75, 4];
    const y = model.predict(tf.tensor4d(x, [1, 1, 8, 1])) as tf.Tensor;
    expectClose(y.dataSync(), x.map(f), 1e-5);
  });
});
