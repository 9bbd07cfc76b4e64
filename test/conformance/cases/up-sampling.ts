import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {at, values, type Values} from '../truth/values';
import {layerCase, opCase, type ConformanceCase} from './case';

type Sample = (x: Values, index: readonly number[], scale: readonly [number, number]) => number;

const resized = (x: Values, size: readonly [number, number], sample: Sample): Values => {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  return values([batch, ...size, channels], index => sample(x, index, [height / size[0], width / size[1]]));
};

const nearest: Sample = (x, [b = 0, y = 0, z = 0, c = 0], [vertical, horizontal]) =>
  at(x, [b, Math.floor(y * vertical), Math.floor(z * horizontal), c]);

/** Between four pixels; the corners of the grids coincide. */
const bilinear: Sample = (x, [b = 0, y = 0, z = 0, c = 0], [vertical, horizontal]) => {
  const [row, column] = [y * vertical, z * horizontal];
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [bottom, right] = [Math.min(top + 1, x.shape[1]! - 1), Math.min(left + 1, x.shape[2]! - 1)];
  const [down, across] = [row - top, column - left];
  const line = (r: number): number =>
    at(x, [b, r, left, c]) * (1 - across) + at(x, [b, r, right, c]) * across;
  return line(top) * (1 - down) + line(bottom) * down;
};

const upSampling = (
  interpolation: 'nearest' | 'bilinear',
  sample: Sample,
  size: [number, number],
): ConformanceCase =>
  layerCase(
    `up-sampling, ${interpolation}`,
    size.join(' × '),
    [[2, 3, 4, 2]],
    () => tfl.layers.upSampling2d({size, interpolation}),
    x => resized(x, [3 * size[0], 4 * size[1]], sample),
  );

export const UP_SAMPLING_CASES: ConformanceCase[] = [
  upSampling('nearest', nearest, [2, 2]),
  upSampling('nearest', nearest, [3, 2]),
  upSampling('bilinear', bilinear, [2, 2]),
  upSampling('bilinear', bilinear, [3, 2]),
  opCase(
    'up-sampling, nearest',
    'to 7 × 5',
    [[1, 3, 4, 2]],
    (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [7, 5]),
    x => resized(x, [7, 5], nearest),
  ),
  opCase(
    'up-sampling, bilinear',
    'to 7 × 5',
    [[1, 3, 4, 2]],
    (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [7, 5]),
    x => resized(x, [7, 5], bilinear),
  ),
];
