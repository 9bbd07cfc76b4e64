import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../../src/definitions/onnx/network-from-onnx';
import {expectClose} from '../../../../support/matchers';
import {onnxModel, onnxNode} from '../../../../support/onnx-graph';
import {expectAsPlanned} from '../../../../support/planned-row';

describe('leakyRelu', () => {
  it('makes a stock layer with the slope, of the shape of its input', () => {
    const layer = expectAsPlanned({kind: 'leakyRelu', name: 'l', alpha: 0.1}, [3, 4, 5]);
    expect(layer.getConfig().alpha).toBe(0.1);
  });

  it.each([
    [{}, 0.01],
    [{alpha: 0.5}, 0.5],
  ])('is read from ONNX with %j', (attributes, alpha) => {
    const nodes = [onnxNode('LeakyRelu', 'y', ['x'], attributes)];
    const {model, table} = networkFromOnnx(onnxModel(nodes, [], ['N', 1, 1, 3]));
    expect(table.layers).toMatchObject([{kind: 'leakyRelu'}]);
    const y = model.predict(tf.tensor4d([-3, 0, 4], [1, 1, 3, 1])) as tf.Tensor;
    expectClose(y.dataSync(), [-3 * alpha, 0, 4], 1e-6);
  });
});
