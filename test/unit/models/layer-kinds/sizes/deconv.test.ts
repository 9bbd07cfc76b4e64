import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../../src/definitions/onnx/network-from-onnx';
import {parseOnnx} from '../../../../../src/formats/onnx/parse-onnx';
import {buildModel} from '../../../../../src/models/build-model';
import {ALEXNET_MINI} from '../../../../../src/presets/networks/alexnet-mini';
import type {DeconvRow} from '../../../../../src/presets/layer-row';
import {writeOnnx} from '../../../../../src/weights/write-onnx';
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
    const cropping = [
      [1, 0],
      [-1, 2],
    ] as const;
    expectAsPlanned({...row, filters: 3, groups: 3, dilation: [1, 2], cropping, useBias: true}, [5, 4, 3]);
  });

  /** Caffe's Deconvolution by its definition: each pixel of the input adds the kernel to the output. */
  function naive(
    x: ArrayLike<number>,
    kernel: ArrayLike<number>,
    {height, width, channels, filters, groups, size, stride, pad, dilation}: Record<string, number>,
  ): number[] {
    const out = (length: number): number => stride! * (length - 1) + (size! - 1) * dilation! + 1 - 2 * pad!;
    const [rows, columns] = [out(height!), out(width!)];
    const y = new Array<number>(rows * columns * filters!).fill(0);
    const [inputs, outputs] = [channels! / groups!, filters! / groups!];
    for (let h = 0; h < height!; h++) {
      for (let w = 0; w < width!; w++) {
        for (let c = 0; c < channels!; c++) {
          for (let o = 0; o < outputs; o++) {
            for (let i = 0; i < size!; i++) {
              for (let j = 0; j < size!; j++) {
                const [row, column] = [
                  stride! * h + dilation! * i - pad!,
                  stride! * w + dilation! * j - pad!,
                ];
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
    {groups: 1, size: 4, stride: 2, pad: 1, dilation: 1},
    {groups: 2, size: 3, stride: 2, pad: 0, dilation: 1},
    {groups: 2, size: 3, stride: 2, pad: 1, dilation: 2},
    {groups: 4, size: 2, stride: 3, pad: 0, dilation: 1},
  ])('equals the definition of Caffe: %j', options => {
    const sizes = {height: 3, width: 2, channels: 4, filters: 4, ...options};
    const {groups, size, stride, pad, dilation} = options;
    const weights = caffeModel([{name: 'd', type: 'Deconvolution', shapes: [[4, 4 / groups, size, size]]}]);
    const kernel = weights.layers[0]!.blobs[0]!.data;
    kernel.forEach((_, i) => {
      kernel[i] = Math.sin(i);
    });
    const {model} = networkFromCaffe(
      `input: "data" input_dim: 1 input_dim: 4 input_dim: 3 input_dim: 2
       layer { name: "d" type: "Deconvolution" bottom: "data" top: "d" convolution_param {
         num_output: 4 bias_term: false kernel_size: ${size} stride: ${stride} pad: ${pad} group: ${groups} dilation: ${dilation} } }`,
      {weights},
    );
    const x = Float32Array.from({length: 24}, (_, i) => Math.cos(i));
    const y = model.predict(tf.tensor(x, [1, 3, 2, 4])) as tf.Tensor;
    expectClose(y.dataSync(), naive(x, kernel, sizes), 1e-5);
    const reach = (size - 1) * dilation + 1;
    expect(y.shape).toEqual([1, stride * 2 + reach - 2 * pad, stride + reach - 2 * pad, 4]);
    expect(model.layers).toHaveLength(2);
  });

  it.each<Partial<DeconvRow>>([
    {},
    {strides: [3, 1]},
    {
      strides: [3, 1],
      cropping: [
        [0, 1],
        [1, 0],
      ],
    },
    {
      groups: 2,
      dilation: [1, 2],
      strides: 2,
      cropping: [
        [1, -1],
        [0, 2],
      ],
    },
  ])('is the same in ONNX and back: %j', async options => {
    const layers = [
      {kind: 'deconv', name: 'd', filters: 4, kernelSize: 2, activation: 'relu', biasInit: 0.5, ...options},
    ] as const;
    const model = buildModel({...ALEXNET_MINI, inputShape: [3, 4, 2], layers}, {seed: 1});
    const again = networkFromOnnx(parseOnnx(await writeOnnx(model)), {inputShape: [3, 4, 2]}).model;
    const x = tf.randomUniform([2, 3, 4, 2], -1, 1, 'float32', 1);
    const y = model.predict(x) as tf.Tensor;
    expectClose((again.predict(x) as tf.Tensor).dataSync(), y.dataSync(), 1e-6);
    expect(again.outputs[0]!.shape).toEqual(model.outputs[0]!.shape);
  });
});
