import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {groupedConv1d} from '../../../src/layers/grouped-conv1d';
import {groupedConv2d, type GroupedConv2DOptions} from '../../../src/ops/grouped-conv2d';
import {transposedConv2d, type TransposedConv2DOptions} from '../../../src/ops/transposed-conv2d';
import {convolution, depthwiseConvolution, transposedConvolution, type WindowArgs} from '../truth/windows';
import {map, zip, type Values} from '../truth/values';
import {layerCase, opCase, type ConformanceCase} from './case';

const relu = (x: Values): Values => map(x, value => Math.max(0, value));
const add = (a: Values, b: Values): Values => zip(a, b, (one, other) => one + other);

function grouped(
  op: string,
  name: string,
  image: number[],
  kernel: number[],
  options: GroupedConv2DOptions,
): ConformanceCase {
  const {groups = 1, strides = 1, dilations = 1, padding = 'valid', activation} = options;
  return opCase(
    op,
    name,
    [image, kernel, [kernel[3]!]],
    (x: tf.Tensor4D, w: tf.Tensor4D, bias: tf.Tensor1D) => groupedConv2d(x, w, {...options, bias}),
    (x, w, bias) => {
      const y = add(convolution(x, w, {groups, strides, dilations, padding: padding as 'same'}), bias);
      return activation === 'relu' ? relu(y) : y;
    },
  );
}

const stock = (
  name: string,
  {image, kernel, args}: {image: number[]; kernel: number[]; args: WindowArgs & {padding: 'same' | 'valid'}},
): ConformanceCase => {
  const {strides = 1, dilations = 1, padding} = args;
  const [op, f] =
    image.length === 3
      ? ([
          'convolution, 1-D',
          (x: tf.Tensor3D, w: tf.Tensor3D) =>
            tf.conv1d(x, w, strides as number, padding, 'NWC', dilations as number),
        ] as const)
      : image.length === 4
        ? ([
            'convolution, 2-D',
            (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, strides as number, padding),
          ] as const)
        : ([
            'convolution, 3-D',
            (x: tf.Tensor5D, w: tf.Tensor5D) => tf.conv3d(x, w, strides as number, padding),
          ] as const);
  return opCase(op, name, [image, kernel], f, (x, w) => convolution(x, w, args));
};

const transposed2d = (
  name: string,
  kernel: number[],
  strides: number,
  padding: 'same' | 'valid',
): ConformanceCase =>
  layerCase(
    'transposed convolution (tf.layers.conv2dTranspose)',
    name,
    [[1, 3, 4, 2], kernel],
    () =>
      tfl.layers.conv2dTranspose({
        filters: kernel[2]!,
        kernelSize: [kernel[0]!, kernel[1]!],
        strides,
        padding,
        useBias: false,
      }),
    (x, w) => transposedConvolution(x, w, {strides, padding}),
  );

/** A transposed convolution of this package. */
const groupedTransposed = (
  name: string,
  image: number[],
  kernel: number[],
  options: TransposedConv2DOptions,
): ConformanceCase =>
  opCase(
    'grouped transposed convolution',
    name,
    [image, kernel],
    (x: tf.Tensor4D, w: tf.Tensor4D) => transposedConv2d(x, w, options),
    (x, w) => transposedConvolution(x, w, {strides: 1, ...options}),
  );

/** Every option of it, and strides above and below the reach of the kernel. */
export const GROUPED_TRANSPOSED_CASES: ConformanceCase[] = [
  groupedTransposed('2 groups, cut, strides 2 and 3', [2, 3, 4, 4], [4, 3, 3, 4], {
    groups: 2,
    strides: [2, 3],
    cropping: [
      [1, 2],
      [0, 1],
    ],
  }),
  groupedTransposed('dilations 2 and 3, output padding', [1, 3, 4, 2], [3, 2, 3, 2], {
    dilations: [2, 3],
    strides: [1, 2],
    cropping: [
      [2, -1],
      [1, 0],
    ],
  }),
  groupedTransposed('4 groups, stride above the kernel', [1, 3, 2, 4], [2, 1, 1, 4], {
    groups: 4,
    strides: 3,
    cropping: [
      [0, 1],
      [-1, 2],
    ],
  }),
];

const depthwise = (
  name: string,
  multiplier: number,
  strides: number,
  padding: 'same' | 'valid',
): ConformanceCase =>
  opCase(
    'depthwise convolution',
    name,
    [
      [2, 6, 5, 3],
      [3, 2, 3, multiplier],
    ],
    (x: tf.Tensor4D, w: tf.Tensor4D) => tf.depthwiseConv2d(x, w, strides, padding),
    (x, w) => depthwiseConvolution(x, w, {strides, padding}),
  );

export const CONVOLUTION_CASES: ConformanceCase[] = [
  grouped('grouped convolution', '2 groups, 5 × 5', [1, 5, 6, 4], [5, 5, 2, 4], {
    groups: 2,
    padding: 'same',
    activation: 'relu',
  }),
  grouped('grouped convolution', '3 groups, strided', [2, 7, 6, 6], [3, 2, 2, 6], {
    groups: 3,
    strides: 2,
    padding: 1,
  }),
  layerCase(
    'grouped convolution',
    '1-D, 2 groups, dilated, strided',
    [[2, 9, 4], [3, 2, 6], [6]],
    () => groupedConv1d({filters: 6, kernelSize: 3, strides: 2, dilationRate: 2, padding: 1, groups: 2}),
    (x, w, bias) => add(convolution(x, w, {groups: 2, strides: 2, dilations: 2, padding: 1}), bias),
  ),
  grouped('dilated convolution', 'dilated by 2, stride 3', [1, 9, 8, 2], [3, 3, 2, 3], {
    dilations: 2,
    strides: 3,
    padding: 'same',
  }),
  grouped('dilated convolution', 'dilated by 2', [1, 7, 6, 2], [3, 3, 2, 3], {dilations: 2, padding: 'same'}),
  layerCase(
    'convolution (tf.layers.conv2d)',
    'stride 2',
    [[1, 9, 8, 2], [5, 5, 2, 4], [4]],
    () => tfl.layers.conv2d({filters: 4, kernelSize: 5, strides: 2, activation: 'relu'}),
    (x, w, bias) => relu(add(convolution(x, w, {strides: 2}), bias)),
  ),
  stock('valid', {image: [2, 7, 3], kernel: [3, 3, 4], args: {padding: 'valid'}}),
  stock('same, stride 2', {image: [2, 8, 3], kernel: [3, 3, 4], args: {strides: 2, padding: 'same'}}),
  stock('same', {image: [2, 5, 6, 3], kernel: [3, 3, 3, 4], args: {padding: 'same'}}),
  stock('same, stride 2, 2 × 3', {
    image: [2, 7, 6, 2],
    kernel: [2, 3, 2, 4],
    args: {strides: 2, padding: 'same'},
  }),
  stock('valid, stride 3', {image: [2, 8, 9, 2], kernel: [3, 2, 2, 3], args: {strides: 3, padding: 'valid'}}),
  stock('valid', {image: [1, 4, 5, 4, 2], kernel: [2, 3, 2, 2, 3], args: {padding: 'valid'}}),
  stock('same', {image: [2, 3, 4, 3, 2], kernel: [3, 2, 3, 2, 2], args: {padding: 'same'}}),
  stock('same, stride 2', {
    image: [1, 4, 5, 4, 2],
    kernel: [3, 3, 2, 2, 2],
    args: {strides: 2, padding: 'same'},
  }),
  stock('valid, stride 2', {
    image: [1, 5, 4, 6, 2],
    kernel: [2, 2, 3, 2, 2],
    args: {strides: 2, padding: 'valid'},
  }),
  stock('valid, strides 3, 1, 2', {
    image: [1, 5, 4, 4, 1],
    kernel: [2, 2, 1, 1, 3],
    args: {strides: [3, 1, 2], padding: 'valid'},
  }),
  transposed2d('same, stride 2', [3, 3, 3, 2], 2, 'same'),
  transposed2d('valid, stride 3', [2, 3, 2, 2], 3, 'valid'),
  ...GROUPED_TRANSPOSED_CASES,
  depthwise('valid', 2, 1, 'valid'),
  depthwise('same, stride 2', 1, 2, 'same'),
  depthwise('same, stride 3', 2, 3, 'same'),
  opCase(
    'separable convolution',
    'same, stride 2',
    [
      [1, 6, 5, 3],
      [3, 3, 3, 2],
      [1, 1, 6, 4],
    ],
    (x: tf.Tensor4D, d: tf.Tensor4D, p: tf.Tensor4D) => tf.separableConv2d(x, d, p, 2, 'same'),
    (x, d, p) => convolution(depthwiseConvolution(x, d, {strides: 2, padding: 'same'}), p),
  ),
];
