import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {at, average, map, reduceLast, reshaped, total, values, zip, type Values} from '../truth/values';
import {layerCase, opCase, type ConformanceCase} from './case';

const add = (a: Values, b: Values): Values => zip(a, b, (one, other) => one + other);
const times = (a: Values, b: Values): Values => zip(a, b, (one, other) => one * other);
const hardSigmoid = (x: number): number => Math.min(1, Math.max(0, 0.2 * x + 0.5));

/** a [..., m, k] · b [k, n]. */
const product = (a: Values, b: Values): Values =>
  values([...a.shape.slice(0, -1), b.shape[1]!], index => {
    let sum = 0;
    for (let k = 0; k < b.shape[0]!; k++) {
      sum += at(a, [...index.slice(0, -1), k]) * at(b, [k, index.at(-1)!]);
    }
    return sum;
  });

/** Normalizes the last axis, or all but the last, to mean 0 and variance 1. */
function standardized(x: Values, over: 'last' | 'others', epsilon: number): Values {
  const channels = x.shape.at(-1)!;
  const group = (i: number): number => (over === 'last' ? Math.floor(i / channels) : i % channels);
  const groups = new Map<number, number[]>();
  x.data.forEach((value, i) => {
    groups.set(group(i), [...(groups.get(group(i)) ?? []), value]);
  });
  const moments = new Map(
    [...groups].map(([key, members]) => {
      const mean = average(members);
      return [key, [mean, average(members.map(value => (value - mean) ** 2))] as const];
    }),
  );
  return {
    shape: x.shape,
    data: x.data.map((value, i) => {
      const [mean, variance] = moments.get(group(i))!;
      return (value - mean) / Math.sqrt(variance + epsilon);
    }),
  };
}

const column = (x: Values, from: number, count: number): Values =>
  values([...x.shape.slice(0, -1), count], index => at(x, [...index.slice(0, -1), from + index.at(-1)!]));
const timeStep = (x: Values, t: number): Values =>
  values([x.shape[0]!, x.shape[2]!], ([b = 0, i = 0]) => at(x, [b, t, i]));
const zeros = (...shape: number[]): Values => values(shape, () => 0);

function simpleRnn(x: Values, w: Values, u: Values, bias: Values): Values {
  let h = zeros(x.shape[0]!, u.shape[0]!);
  for (let t = 0; t < x.shape[1]!; t++) {
    h = map(add(add(product(timeStep(x, t), w), bias), product(h, u)), Math.tanh);
  }
  return h;
}

function lstm(x: Values, w: Values, u: Values, bias: Values): Values {
  const units = u.shape[0]!;
  let [h, c] = [zeros(x.shape[0]!, units), zeros(x.shape[0]!, units)];
  for (let t = 0; t < x.shape[1]!; t++) {
    const gates = add(add(product(timeStep(x, t), w), bias), product(h, u));
    const gate = (i: number, f: (value: number) => number): Values => map(column(gates, i * units, units), f);
    c = add(times(gate(1, hardSigmoid), c), times(gate(0, hardSigmoid), gate(2, Math.tanh)));
    h = times(gate(3, hardSigmoid), map(c, Math.tanh));
  }
  return h;
}

function gru(x: Values, w: Values, u: Values, bias: Values): Values {
  const units = u.shape[0]!;
  let h = zeros(x.shape[0]!, units);
  for (let t = 0; t < x.shape[1]!; t++) {
    const given = add(product(timeStep(x, t), w), bias);
    const part = (i: number, state: Values): Values =>
      add(column(given, i * units, units), product(state, column(u, i * units, units)));
    const z = map(part(0, h), hardSigmoid);
    const r = map(part(1, h), hardSigmoid);
    const candidate = map(part(2, times(r, h)), Math.tanh);
    h = add(
      times(z, h),
      zip(z, candidate, (gate, value) => (1 - gate) * value),
    );
  }
  return h;
}

const applied = (layer: tfl.layers.Layer, inputs: tf.Tensor[]): tf.Tensor => layer.apply(inputs) as tf.Tensor;

const merge = (
  name: string,
  make: () => tfl.layers.Layer,
  f: (a: number, b: number) => number,
): ConformanceCase =>
  opCase(
    'merging layers',
    name,
    [
      [2, 3, 4],
      [2, 3, 4],
    ],
    (a: tf.Tensor, b: tf.Tensor) => applied(make(), [a, b]),
    (a, b) => zip(a, b, f),
  );

const batchNormalization = (name: string, shape: number[]): ConformanceCase =>
  layerCase(
    'batch normalization',
    name,
    [shape, [shape.at(-1)!], [shape.at(-1)!]],
    () => tfl.layers.batchNormalization(),
    (x, gamma, beta) => add(times(standardized(x, 'others', 1e-3), gamma), beta),
  );

export const LAYER_CASES: ConformanceCase[] = [
  layerCase(
    'dense',
    'with bias and ReLU',
    [[5, 30], [30, 9], [9]],
    () => tfl.layers.dense({units: 9, activation: 'relu'}),
    (x, w, b) => map(add(product(x, w), b), value => Math.max(0, value)),
  ),
  layerCase(
    'dense',
    'after each step of a sequence',
    [
      [2, 3, 4],
      [4, 5],
    ],
    () => tfl.layers.dense({units: 5, useBias: false}),
    product,
  ),
  ...(
    [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const
  ).map(([transposeA, transposeB]) =>
    opCase(
      'matrix products',
      `batches${transposeA ? ', first transposed' : ''}${transposeB ? ', second transposed' : ''}`,
      [transposeA ? [2, 5, 3] : [2, 3, 5], transposeB ? [2, 4, 5] : [2, 5, 4]],
      (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB),
      (a, b) =>
        values([2, 3, 4], ([g = 0, i = 0, j = 0]) =>
          total(
            Array.from(
              {length: 5},
              (_, k) => at(a, transposeA ? [g, k, i] : [g, i, k]) * at(b, transposeB ? [g, j, k] : [g, k, j]),
            ),
          ),
        ),
    ),
  ),
  opCase(
    'merging layers',
    'dot',
    [
      [3, 4],
      [3, 4],
    ],
    (a: tf.Tensor, b: tf.Tensor) => applied(tfl.layers.dot({axes: -1}), [a, b]),
    (a, b) => reshaped(reduceLast(times(a, b), total), [3, 1]),
  ),
  merge(
    'add',
    () => tfl.layers.add(),
    (a, b) => a + b,
  ),
  merge(
    'multiply',
    () => tfl.layers.multiply(),
    (a, b) => a * b,
  ),
  merge(
    'average',
    () => tfl.layers.average(),
    (a, b) => (a + b) / 2,
  ),
  merge('maximum', () => tfl.layers.maximum(), Math.max),
  merge('minimum', () => tfl.layers.minimum(), Math.min),
  batchNormalization('2-D', [6, 4]),
  batchNormalization('3-D', [2, 4, 3]),
  batchNormalization('4-D', [2, 3, 4, 3]),
  layerCase(
    'layer normalization',
    'last axis',
    [[3, 4, 5], [5], [5]],
    () => tfl.layers.layerNormalization(),
    (x, gamma, beta) => add(times(standardized(x, 'last', 1e-3), gamma), beta),
  ),
  opCase(
    'embedding',
    'with repeated words',
    [{given: {shape: [2, 3], data: Float64Array.of(4, 0, 4, 1, 1, 2)}, dtype: 'int32'}, [5, 3]],
    (words: tf.Tensor, table: tf.Tensor) =>
      tf.reshape(tf.gather(table, tf.reshape<tf.Rank.R1>(words, [6])), [2, 3, 3]),
    (words, table) => values([2, 3, 3], ([b = 0, i = 0, j = 0]) => at(table, [at(words, [b, i]), j])),
  ),
  layerCase(
    'recurrent layers',
    'simpleRNN',
    [[2, 3, 4], [4, 3], [3, 3], [3]],
    () => tfl.layers.simpleRNN({units: 3, recurrentInitializer: 'zeros'}),
    simpleRnn,
  ),
  layerCase(
    'recurrent layers',
    'lstm',
    [[2, 3, 4], [4, 12], [3, 12], [12]],
    () => tfl.layers.lstm({units: 3, unitForgetBias: false, recurrentInitializer: 'zeros'}),
    lstm,
  ),
  layerCase(
    'recurrent layers',
    'gru',
    [[2, 3, 4], [4, 9], [3, 9], [9]],
    () => tfl.layers.gru({units: 3, recurrentInitializer: 'zeros'}),
    gru,
  ),
];
