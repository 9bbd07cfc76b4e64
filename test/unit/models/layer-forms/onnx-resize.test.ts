import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError, expectClose} from '../../../support/matchers';

/** A row of pixels 1, 2, 3, 4 behind a Resize to another length. */
function resized(scale: number, attributes: OnnxNode['attributes'], operator = 'Resize'): number[] {
  const scales = {name: 's', shape: [4], data: Float32Array.of(1, 1, 1, scale)};
  const inputs = operator === 'Resize' ? ['x', '', 's'] : ['x', 's'];
  const {model} = networkFromOnnx(
    onnxModel([onnxNode(operator, 'r', inputs, attributes)], [scales], [1, 1, 1, 4]),
  );
  return Array.from((model.predict(tf.reshape(tf.range(1, 5), [1, 1, 4, 1])) as tf.Tensor).dataSync());
}

describe('readOnnxResize', () => {
  // Expected values: torch.nn.functional.interpolate, whose antialiasing leaves out what is beyond the image.
  it.each<[string, number, OnnxNode['attributes'], number[]]>([
    [
      'Resize',
      2,
      {mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor'},
      [1, 1, 2, 2, 3, 3, 4, 4],
    ],
    ['Upsample', 2, {mode: 'nearest'}, [1, 1, 2, 2, 3, 3, 4, 4]],
    ['Resize', 2, {mode: 'linear'}, [1, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4]],
    ['Resize', 0.5, {mode: 'linear'}, [1.5, 3.5]],
    [
      'Resize',
      1.75,
      {mode: 'linear', coordinate_transformation_mode: 'align_corners'},
      [1, 1.5, 2, 2.5, 3, 3.5, 4],
    ],
    ['Resize', 0.5, {mode: 'linear', antialias: 1, exclude_outside: 1}, [3 / 1.75, 5.75 / 1.75]],
  ])('%s by %f with %j', (operator, scale, attributes, expected) => {
    expectClose(resized(scale, attributes, operator), expected, 1e-5);
  });

  it('sums the weights of the cubic filter to 1', () => {
    const scales = {name: 's', shape: [4], data: Float32Array.of(1, 1, 1, 3)};
    const node = onnxNode('Resize', 'r', ['x', '', 's'], {mode: 'cubic'});
    const {table} = networkFromOnnx(onnxModel([node], [scales], [1, 1, 1, 4]));
    const [row] = table.layers;
    expect(row?.kind).toBe('axisProduct');
    for (const weights of row?.kind === 'axisProduct' ? row.matrix : []) {
      expectClose([weights.reduce((sum, weight) => sum + weight, 0)], [1], 1e-6);
    }
  });

  it('refuses to resize the batch, and to sizes that are computed', async () => {
    const scales = {name: 's', shape: [4], data: Float32Array.of(2, 1, 1, 1)};
    const nodes = [onnxNode('Resize', 'r', ['x', '', 's'])];
    await expectAlexNetError(
      () => networkFromOnnx(onnxModel(nodes, [scales])),
      'unsupported',
      'of the batch',
    );
    const open = [onnxNode('Resize', 'r', ['x'])];
    await expectAlexNetError(() => networkFromOnnx(onnxModel(open)), 'unsupported', 'size that is computed');
  });
});
