import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../src/definitions/onnx/network-from-onnx';
import type {OnnxNode} from '../../../../src/formats/onnx/onnx-model';
import {countingArray, onnxModel, onnxNode} from '../../../support/onnx-graph';
import {expectClose} from '../../../support/matchers';

const KERNEL = countingArray('w', [4, 3, 3, 2]);
const GROUPED = countingArray('g', [4, 1, 3, 2]);

interface Window {
  strides: [number, number];
  pads: [number, number, number, number];
  extra: [number, number];
  dilations: [number, number];
  groups: number;
}

/** By the definition: each pixel adds the kernel to the output, stride pixels further than the one before. */
function expected(x: Float32Array, {strides, pads, extra, dilations, groups}: Window): number[] {
  const kernel = groups === 1 ? KERNEL : GROUPED;
  const [, perGroup = 1, kernelHeight = 1, kernelWidth = 1] = kernel.shape;
  const height = strides[0] * 2 + extra[0] + (kernelHeight - 1) * dilations[0] + 1 - pads[0] - pads[2];
  const width = strides[1] * 3 + extra[1] + (kernelWidth - 1) * dilations[1] + 1 - pads[1] - pads[3];
  const y = new Array<number>(perGroup * groups * height * width).fill(0);
  for (let c = 0; c < 4; c++) {
    const group = Math.floor(c / (4 / groups));
    for (let i = 0; i < 12 * perGroup * kernelHeight * kernelWidth; i++) {
      const [kx, rest] = [i % kernelWidth, Math.floor(i / kernelWidth)];
      const [ky, rest2] = [rest % kernelHeight, Math.floor(rest / kernelHeight)];
      const [f, pixel] = [rest2 % perGroup, Math.floor(rest2 / perGroup)];
      const row = Math.floor(pixel / 4) * strides[0] + ky * dilations[0] - pads[0];
      const column = (pixel % 4) * strides[1] + kx * dilations[1] - pads[1];
      if (row >= 0 && row < height && column >= 0 && column < width) {
        const weight = kernel.data[((c * perGroup + f) * kernelHeight + ky) * kernelWidth + kx]!;
        const place = ((group * perGroup + f) * height + row) * width + column;
        y[place] = y[place]! + x[c * 12 + pixel]! * weight;
      }
    }
  }
  return y;
}

describe('readOnnxTransposedConvolution', () => {
  it.each<Partial<Window>>([
    {},
    {strides: [2, 3]},
    {strides: [2, 2], pads: [1, 1, 1, 1], extra: [1, 1]},
    {strides: [2, 1], pads: [0, 1, 2, 0]},
    {dilations: [2, 3]},
    {strides: [2, 2], groups: 2},
    {pads: [2, 1, 2, 1]},
  ])('computes the definition with %j', given => {
    const window: Window = {
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      extra: [0, 0],
      dilations: [1, 1],
      groups: 1,
      ...given,
    };
    const {strides, pads, extra, dilations, groups} = window;
    const attributes: OnnxNode['attributes'] = {
      strides,
      pads,
      output_padding: extra,
      dilations,
      group: groups,
    };
    const node = onnxNode('ConvTranspose', 't', ['x', groups === 1 ? 'w' : 'g'], attributes);
    const {model} = networkFromOnnx(onnxModel([node], [KERNEL, GROUPED], ['N', 4, 3, 4]));
    expect(model.layers).toHaveLength(2);
    const x = tf.randomUniform<tf.Rank.R4>([1, 4, 3, 4], -1, 1, 'float32', 5);
    const y = model.predict(tf.transpose(x, [0, 2, 3, 1])) as tf.Tensor;
    expectClose(
      tf.transpose(y, [0, 3, 1, 2]).dataSync(),
      expected(x.dataSync() as Float32Array, window),
      1e-5,
    );
  });
});
