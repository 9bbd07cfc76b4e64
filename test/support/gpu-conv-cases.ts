import type * as tf from '@tensorflow/tfjs-core';
import {groupedConv2d, type GroupedConv2DOptions} from '../../src/ops/grouped-conv2d';
import {randomTensor} from './against-cpu';

export interface GpuConvCase {
  image: [number, number, number, number];
  kernel: [number, number, number, number];
  options: GroupedConv2DOptions;
}

/** Convolutions that take each way through the WGSL kernels: vectors or numbers, strides, padding, dilation, groups. */
export const GPU_CONV_CASES: [string, GpuConvCase][] = [
  [
    'vectors throughout, two groups',
    {image: [2, 5, 6, 8], kernel: [3, 3, 4, 16], options: {groups: 2, padding: 'same', activation: 'relu'}},
  ],
  [
    'three channels, a large stride, like a first layer',
    {image: [1, 15, 13, 3], kernel: [7, 5, 3, 8], options: {strides: [4, 3]}},
  ],
  [
    'nothing divisible by four, three groups, unequal sides',
    {image: [3, 4, 7, 9], kernel: [2, 3, 3, 15], options: {groups: 3, padding: 1, activation: 'relu'}},
  ],
  ['a last vector of filters that is alone', {image: [1, 3, 3, 4], kernel: [1, 1, 4, 12], options: {}}],
  [
    'dilated, a channel of its own for each group',
    {image: [2, 7, 8, 4], kernel: [3, 2, 1, 4], options: {groups: 4, dilations: [2, 3], padding: 'same'}},
  ],
  ['one pixel', {image: [1, 1, 1, 2], kernel: [1, 1, 1, 2], options: {groups: 2}}],
];

/** The tensors of a case, and the convolution of any such tensors. */
export function gpuConvCase(
  name: string,
  {image, kernel, options}: GpuConvCase,
): {
  x: tf.Tensor4D;
  w: tf.Tensor4D;
  convolve: (x: tf.Tensor, w: tf.Tensor) => tf.Tensor4D;
} {
  return {
    x: randomTensor<tf.Rank.R4>(image, name, 'x'),
    w: randomTensor<tf.Rank.R4>(kernel, name, 'w'),
    convolve: (x, w) =>
      groupedConv2d(x as tf.Tensor4D, w as tf.Tensor4D, {
        ...options,
        bias: randomTensor<tf.Rank.R1>([kernel[3]], name, 'bias'),
      }),
  };
}
