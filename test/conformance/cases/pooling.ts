import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {averagePool as averagePoolOp} from '../../../src/ops/average-pool';
import {ceilMaxPool} from '../../../src/ops/ceil-max-pool';
import {paddedMaxPool} from '../../../src/ops/padded-max-pool';
import {ceilOutput} from '../../../src/core/shapes';
import {average, reduceLast, reshaped, type Values} from '../truth/values';
import {averagePool, maxPool, pool, type WindowArgs} from '../truth/windows';
import {layerCase, opCase, type ConformanceCase, type Input} from './case';

type PoolArgs = WindowArgs & {padding: 'same' | 'valid'};

const POOLS = {
  max: {
    1: tfl.layers.maxPooling1d,
    2: tfl.layers.maxPooling2d,
    3: tfl.layers.maxPooling3d,
    definition: maxPool,
  },
  average: {
    1: tfl.layers.averagePooling1d,
    2: tfl.layers.averagePooling2d,
    3: tfl.layers.averagePooling3d,
    definition: averagePool,
  },
};

/** A pool of tfjs-layers in as many dimensions as its window has. */
function layerPool(
  kind: keyof typeof POOLS,
  name: string,
  input: Input,
  window: number[],
  {strides, padding}: PoolArgs & {strides: number},
): ConformanceCase {
  const sides = window.length as 1 | 2 | 3;
  const args = {poolSize: window, strides: window.map(() => strides), padding};
  return layerCase(
    `${kind} pooling, ${sides}-D`,
    name,
    [input],
    () => (POOLS[kind][sides] as (args: object) => tfl.layers.Layer)(args),
    x => POOLS[kind].definition(x, window, {strides, padding}),
  );
}

const below = (...shape: number[]): Input => ({shape, low: -2, high: -1});

function pools(kind: keyof typeof POOLS): ConformanceCase[] {
  return [
    layerPool(kind, 'valid', [2, 7, 3], [3], {strides: 2, padding: 'valid'}),
    layerPool(kind, 'same, all negative', below(2, 7, 3), [3], {strides: 2, padding: 'same'}),
    layerPool(kind, 'same, stride 1', [1, 5, 2], [2], {strides: 1, padding: 'same'}),
    layerPool(kind, 'valid', [2, 7, 7, 4], [3, 3], {strides: 2, padding: 'valid'}),
    layerPool(kind, 'same', [2, 6, 7, 3], [3, 2], {strides: 2, padding: 'same'}),
    layerPool(kind, 'same, stride 1, all negative', below(1, 4, 5, 2), [3, 3], {strides: 1, padding: 'same'}),
    layerPool(kind, 'valid', [1, 4, 5, 4, 2], [2, 3, 2], {strides: 1, padding: 'valid'}),
    layerPool(kind, 'valid, stride 2', [2, 5, 4, 6, 1], [2, 2, 3], {strides: 2, padding: 'valid'}),
    layerPool(kind, 'same', [1, 4, 3, 5, 2], [3, 2, 2], {strides: 1, padding: 'same'}),
    layerPool(kind, 'same, stride 2, all negative', below(1, 5, 4, 3, 2), [3, 3, 2], {
      strides: 2,
      padding: 'same',
    }),
    layerPool(kind, 'valid, all negative', below(1, 4, 4, 4, 2), [2, 2, 2], {strides: 2, padding: 'valid'}),
  ];
}

/** Caffe's average: padding counts in the divisor, positions beyond it do not. */
function caffeAverage(x: Values): Values {
  const [size, stride, padding] = [3, 2, 1];
  const outputs = x.shape.slice(1, -1).map(length => Math.ceil((length + 2 * padding - size) / stride) + 1);
  return pool(x, [size, size], {strides: stride, padding, outputs}, (pixels, window) => {
    const counted = window.map((o, axis) => {
      const start = o * stride - padding;
      return Math.min(start + size, x.shape[axis + 1]! + padding) - start;
    });
    return pixels.reduce((a, b) => a + b, 0) / (counted[0]! * counted[1]!);
  });
}

const overPixels = (x: Values, reduce: (pixels: Float64Array) => number): Values => {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const turned = new Float64Array(x.data.length);
  x.data.forEach((value, i) => {
    const [c, p, b] = [
      i % channels,
      Math.floor(i / channels) % (height * width),
      Math.floor(i / (channels * height * width)),
    ];
    turned[(b * channels + c) * height * width + p] = value;
  });
  return reduceLast(reshaped({shape: [], data: turned}, [batch, channels, height * width]), reduce);
};

/** Pools whose height and width differ in everything, and windows that end beyond the padding. */
const WINDOWS: ConformanceCase[] = [
  opCase(
    'ceil-mode max pooling',
    'padded, 3 × 2 by 2 × 3',
    [below(1, 6, 6, 3)],
    (x: tf.Tensor4D) => ceilMaxPool(x, {poolSize: [3, 2], strides: [2, 3], padding: 1}),
    x => maxPool(x, [3, 2], {strides: [2, 3], padding: 1, outputs: [4, 3]}),
  ),
  opCase(
    'average pooling, padded',
    '2 × 3 by 3 × 2, padding not counted, ceil mode',
    [[1, 6, 6, 3]],
    (x: tf.Tensor4D) =>
      averagePoolOp(x, {poolSize: [2, 3], strides: [3, 2], padding: 1, ceilMode: true, countPadding: false}),
    x => {
      const outputs = [ceilOutput(6, 2, 3, 1), ceilOutput(6, 3, 2, 1)];
      return pool(x, [2, 3], {strides: [3, 2], padding: 1, outputs}, pixels => average(pixels));
    },
  ),
];

export const POOLING_CASES: ConformanceCase[] = [
  opCase(
    'ceil-mode max pooling',
    '3 by 2',
    [[2, 6, 8, 5]],
    (x: tf.Tensor4D) => ceilMaxPool(x, {poolSize: 3, strides: 2}),
    x => maxPool(x, [3, 3], {strides: 2, outputs: [3, 4]}),
  ),
  opCase(
    'padded max pooling',
    '3 by 2',
    [below(2, 6, 7, 5)],
    (x: tf.Tensor4D) => paddedMaxPool(x, {poolSize: 3, strides: 2, padding: 1}),
    x => maxPool(x, [3, 3], {strides: 2, padding: 1}),
  ),
  opCase(
    'average pooling, padded',
    'Caffe, ceil mode',
    [[2, 6, 7, 5]],
    (x: tf.Tensor4D) => averagePoolOp(x, {poolSize: 3, strides: 2, padding: 1, ceilMode: true}),
    caffeAverage,
  ),
  ...WINDOWS,
  ...pools('max'),
  ...pools('average'),
  layerCase(
    'global pooling',
    'max',
    [[2, 3, 4, 3]],
    () => tfl.layers.globalMaxPooling2d({}),
    x => overPixels(x, pixels => Math.max(...pixels)),
  ),
  layerCase(
    'global pooling',
    'average',
    [[2, 3, 4, 3]],
    () => tfl.layers.globalAveragePooling2d({}),
    x => overPixels(x, pixels => pixels.reduce((a, b) => a + b, 0) / pixels.length),
  ),
];
