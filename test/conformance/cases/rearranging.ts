import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  at,
  average,
  isInside,
  mapLast,
  reduceLast,
  reshaped,
  total,
  values,
  type Values,
} from '../truth/values';
import {layerCase, opCase, type ConformanceCase} from './case';

/** A new array whose elements are elements of `x`; `undefined`: 0. */
const picked = (
  x: Values,
  shape: readonly number[],
  where: (index: readonly number[]) => readonly number[] | undefined,
): Values =>
  values(shape, index => {
    const place = where(index);
    return place === undefined || !isInside(x.shape, place) ? 0 : at(x, place);
  });

const ints = (...data: number[]): Values => ({shape: [data.length], data: Float64Array.from(data)});

/** x with its axes in another order. */
const transposed = (x: Values, order: readonly number[]): Values =>
  picked(
    x,
    order.map(axis => x.shape[axis]!),
    index => x.shape.map((_, axis) => index[order.indexOf(axis)]!),
  );

function concatenated(axis: number, ...parts: Values[]): Values {
  const ends = parts.map((_, i) => parts.slice(0, i + 1).reduce((sum, {shape}) => sum + shape[axis]!, 0));
  const shape = parts[0]!.shape.map((length, i) => (i === axis ? ends.at(-1)! : length));
  return values(shape, index => {
    const part = ends.findIndex(end => index[axis]! < end);
    const start = ends[part - 1] ?? 0;
    return at(
      parts[part]!,
      index.map((i, other) => (other === axis ? i - start : i)),
    );
  });
}

const REDUCTIONS: [string, (x: tf.Tensor, axis: number[]) => tf.Tensor, (row: Float64Array) => number][] = [
  ['sum', tf.sum, total],
  ['mean', tf.mean, average],
  ['max', tf.max, row => Math.max(...row)],
  ['min', tf.min, row => Math.min(...row)],
  ['logSumExp', tf.logSumExp, row => Math.log(total(row.map(Math.exp)))],
];

function reductions([name, f, reduce]: (typeof REDUCTIONS)[number]): ConformanceCase[] {
  const inner = (x: Values): Values =>
    reduceLast(reshaped(x, [x.shape[0]!, x.data.length / x.shape[0]!]), reduce);
  return [
    opCase('reductions', `${name}, last axes`, [[4, 3, 5]], (x: tf.Tensor) => f(x, [1, 2]), inner),
    opCase(
      'reductions',
      `${name}, first axis`,
      [[4, 3, 5]],
      (x: tf.Tensor) => f(x, [0]),
      x => reduceLast(transposed(x, [1, 2, 0]), reduce),
    ),
  ];
}

export const REARRANGING_CASES: ConformanceCase[] = [
  ...REDUCTIONS.flatMap(reductions),
  ...[0, 1, 2].map(axis =>
    opCase(
      'concatenation and its parts',
      `concat along axis ${axis}`,
      [2, 1, 3].map(length => [2, 3, 4].map((other, i) => (i === axis ? length : other))),
      (...parts: tf.Tensor[]) => tf.concat(parts, axis),
      (...parts) => concatenated(axis, ...parts),
    ),
  ),
  opCase(
    'concatenation and its parts',
    'split',
    [[2, 7, 3]],
    (x: tf.Tensor) => {
      const [first, second, third] = tf.split(x, [2, 4, 1], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.concat([third, tf.square(first), second], 1);
    },
    x =>
      values([2, 7, 3], index => {
        const i = index[1]!;
        const value = at(x, [index[0]!, i === 0 ? 6 : i < 3 ? i - 1 : i - 1, index[2]!]);
        return i === 1 || i === 2 ? value * value : value;
      }),
  ),
  opCase(
    'concatenation and its parts',
    'stack and unstack',
    [
      [3, 4],
      [3, 4],
    ],
    (a: tf.Tensor, b: tf.Tensor) => tf.stack(tf.unstack(tf.stack([a, b], 1), 0), 2),
    (a, b) => values([2, 4, 3], ([which = 0, i = 0, j = 0]) => at(which === 0 ? a : b, [j, i])),
  ),
  opCase(
    'gather, slice, padding',
    'gather, with repeated rows',
    [[5, 3], {given: ints(4, 0, 0, 2), dtype: 'int32'}],
    (x: tf.Tensor, rows: tf.Tensor1D) => tf.gather(x, rows),
    (x, rows) => picked(x, [4, 3], ([i = 0, j = 0]) => [rows.data[i]!, j]),
  ),
  opCase(
    'gather, slice, padding',
    'gather along axis 1',
    [[2, 5, 3], {given: ints(4, 1, 1), dtype: 'int32'}],
    (x: tf.Tensor, rows: tf.Tensor1D) => tf.gather(x, rows, 1),
    (x, rows) => picked(x, [2, 3, 3], ([b = 0, i = 0, j = 0]) => [b, rows.data[i]!, j]),
  ),
  opCase(
    'gather, slice, padding',
    'slice',
    [[4, 5, 3]],
    (x: tf.Tensor) => tf.slice(x, [1, 0, 1], [2, 4, 2]),
    x => picked(x, [2, 4, 2], ([i = 0, j = 0, k = 0]) => [i + 1, j, k + 1]),
  ),
  opCase(
    'gather, slice, padding',
    'pad',
    [[2, 3, 4]],
    (x: tf.Tensor) =>
      tf.pad(x, [
        [1, 0],
        [0, 2],
        [2, 1],
      ]),
    x => picked(x, [3, 5, 7], ([i = 0, j = 0, k = 0]) => [i - 1, j, k - 2]),
  ),
  opCase(
    'gather, slice, padding',
    'where',
    [{given: {shape: [4], data: Float64Array.of(1, 0, 0, 1)}, dtype: 'bool'}, [3, 4], [3, 4]],
    (condition: tf.Tensor, a: tf.Tensor, b: tf.Tensor) =>
      tf.where(tf.tile(tf.expandDims(condition), [3, 1]), a, tf.mul(b, 2)),
    (condition, a, b) =>
      values([3, 4], index => (condition.data[index[1]!] === 1 ? at(a, index) : 2 * at(b, index))),
  ),
  layerCase(
    'shapes',
    'reshape',
    [[2, 3, 4]],
    () => tfl.layers.reshape({targetShape: [6, 2]}),
    x => reshaped(x, [2, 6, 2]),
  ),
  layerCase(
    'shapes',
    'flatten',
    [[2, 3, 4]],
    () => tfl.layers.flatten(),
    x => reshaped(x, [2, 12]),
  ),
  layerCase(
    'shapes',
    'permute',
    [[2, 3, 4, 2]],
    () => tfl.layers.permute({dims: [3, 1, 2]}),
    x => transposed(x, [0, 3, 1, 2]),
  ),
  layerCase(
    'shapes',
    'repeatVector',
    [[2, 5]],
    () => tfl.layers.repeatVector({n: 3}),
    x => picked(x, [2, 3, 5], ([b = 0, , i = 0]) => [b, i]),
  ),
  opCase(
    'shapes',
    'tile',
    [[2, 3]],
    (x: tf.Tensor) => tf.tile(x, [2, 3]),
    x => picked(x, [4, 9], ([i = 0, j = 0]) => [i % 2, j % 3]),
  ),
  opCase(
    'shapes',
    'reverse',
    [[2, 3, 4]],
    (x: tf.Tensor) => tf.reverse(x, [0, 2]),
    x => picked(x, [2, 3, 4], ([i = 0, j = 0, k = 0]) => [1 - i, j, 3 - k]),
  ),
  opCase(
    'shapes',
    'cumsum',
    [[3, 5]],
    (x: tf.Tensor) => tf.cumsum(x, 1),
    x => mapLast(x, row => row.map((_, i) => total(row.subarray(0, i + 1)))),
  ),
  layerCase(
    'cropping and zero padding',
    'cropping2D',
    [[2, 5, 6, 3]],
    () =>
      tfl.layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
    x => picked(x, [2, 2, 3, 3], ([b = 0, y = 0, z = 0, c = 0]) => [b, y + 1, z, c]),
  ),
  layerCase(
    'cropping and zero padding',
    'zeroPadding2d',
    [[2, 3, 2, 3]],
    () =>
      tfl.layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
    x => picked(x, [2, 6, 5, 3], ([b = 0, y = 0, z = 0, c = 0]) => [b, y - 1, z, c]),
  ),
];
