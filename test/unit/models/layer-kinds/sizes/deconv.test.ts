import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromCaffe} from '../../../../../src/definitions/caffe/network-from-caffe';
import {caffeModel} from '../../../../support/caffe-model';
import {expectClose} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('deconv', () => {
  it.each([
    [3, 1],
    [2, 3],
    [
      [4, 2],
      [2, 3],
    ],
  ] as const)('makes a layer of the sizes that it plans, kernel %j, step %j', (kernelSize, strides) => {
    expectAsPlanned({kind: 'deconv', name: 'd', filters: 2, kernelSize, strides}, [5, 4, 3]);
    const row = {kind: 'deconv', name: 'd', filters: 2, kernelSize, strides, useBias: false} as const;
    expectAsPlanned(row, [5, 4, 3]);
    expect(planOf(row, [5, 4, 3]).parameters).toBeGreaterThan(0);
  });

  /** Caffe's Deconvolution by its definition: each pixel of the input adds the kernel to the output. */
  function naive(
    x: ArrayLike<number>,
    kernel: ArrayLike<number>,
    {height, width, channels, filters, groups, size, stride, pad}: Record<string, number>,
  ): number[] {
    const out = (length: number): number => stride! * (length - 1) + size! - 2 * pad!;
    const [rows, columns] = [out(height!), out(width!)];
    const y = new Array<number>(rows * columns * filters!).fill(0);
    const [inputs, outputs] = [channels! / groups!, filters! / groups!];
    for (let h = 0; h < height!; h++) {
      for (let w = 0; w < width!; w++) {
        for (let c = 0; c < channels!; c++) {
          for (let o = 0; o < outputs; o++) {
            for (let i = 0; i < size!; i++) {
              for (let j = 0; j < size!; j++) {
                const [row, column] = [stride! * h + i - pad!, stride! * w + j - pad!];
                if (row < 0 || column < 0 || row >= rows || column >= columns) {
                  continue;
                }
                const filter = Math.floor(c / inputs) * outputs + o;
                y[(row * columns + column) * filters! + filter]! +=
                  x[(h * width! + w) * channels! + c]! * kernel[((c * outputs + o) * size! + i) * size! + j]!;
              }
            }
          }
        }
      }
    }
    return y;
  }

  it.each([
    {groups: 1, size: 4, stride: 2, pad: 1},
    {groups: 2, size: 3, stride: 2, pad: 0},
    {groups: 4, size: 2, stride: 3, pad: 0},
  ])('equals the definition of Caffe: %j', options => {
    const sizes = {height: 3, width: 2, channels: 4, filters: 4, ...options};
    const {groups, size, stride, pad} = options;
    const weights = caffeModel([{name: 'd', type: 'Deconvolution', shapes: [[4, 4 / groups, size, size]]}]);
    const kernel = weights.layers[0]!.blobs[0]!.data;
    kernel.forEach((_, i) => {
      kernel[i] = Math.sin(i);
    });
    const {model} = networkFromCaffe(
      `input: "data" input_dim: 1 input_dim: 4 input_dim: 3 input_dim: 2
       layer { name: "d" type: "Deconvolution" bottom: "data" top: "d" convolution_param {
         num_output: 4 bias_term: false kernel_size: ${size} stride: ${stride} pad: ${pad} group: ${groups} } }`,
      {weights},
    );
    const x = Float32Array.from({length: 24}, (_, i) => Math.cos(i));
    const y = model.predict(tf.tensor(x, [1, 3, 2, 4])) as tf.Tensor;
    expectClose(y.dataSync(), naive(x, kernel, sizes), 1e-5);
    expect(y.shape).toEqual([1, stride * 2 + size - 2 * pad, stride + size - 2 * pad, 4]);
  });
});
