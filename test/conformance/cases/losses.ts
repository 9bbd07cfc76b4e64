import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {average, mapLast, reduceLast, total, values, zip, type Values} from '../truth/values';
import {opCase, type ConformanceCase, type Input} from './case';

/** The loss of one row of targets and one row of predictions. */
type RowLoss = (target: Float64Array, prediction: Float64Array) => number;

const of =
  (term: (t: number, p: number) => number): RowLoss =>
  (t, p) =>
    average(t.map((value, i) => term(value, p[i]!)));
const dot = (a: Float64Array, b: Float64Array): number => total(a.map((value, i) => value * b[i]!));
const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

const crossEntropy: RowLoss = (t, p) => -total(t.map((value, i) => value * Math.log(p[i]! / total(p))));

/** Losses by their names in tfjs-layers, with the kind of targets that each needs. */
const LOSSES: Record<string, {targets: 'numbers' | 'one-hot' | 'probabilities' | 'signs'; loss: RowLoss}> = {
  meanSquaredError: {targets: 'numbers', loss: of((t, p) => (p - t) ** 2)},
  meanAbsoluteError: {targets: 'numbers', loss: of((t, p) => Math.abs(p - t))},
  meanAbsolutePercentageError: {targets: 'probabilities', loss: of((t, p) => 100 * Math.abs((t - p) / t))},
  meanSquaredLogarithmicError: {
    targets: 'probabilities',
    loss: of((t, p) => (Math.log(1 + p) - Math.log(1 + t)) ** 2),
  },
  squaredHinge: {targets: 'signs', loss: of((t, p) => Math.max(0, 1 - t * p) ** 2)},
  hinge: {targets: 'signs', loss: of((t, p) => Math.max(0, 1 - t * p))},
  categoricalHinge: {
    targets: 'one-hot',
    loss: (t, p) => Math.max(0, 1 + Math.max(...t.map((value, i) => (1 - value) * p[i]!)) - dot(t, p)),
  },
  logcosh: {targets: 'numbers', loss: of((t, p) => Math.log(Math.cosh(p - t)))},
  categoricalCrossentropy: {targets: 'one-hot', loss: crossEntropy},
  binaryCrossentropy: {
    targets: 'probabilities',
    loss: of((t, p) => -t * Math.log(p) - (1 - t) * Math.log(1 - p)),
  },
  kullbackLeiblerDivergence: {
    targets: 'probabilities',
    loss: (t, p) => total(t.map((value, i) => value * Math.log(value / p[i]!))),
  },
  poisson: {targets: 'probabilities', loss: of((t, p) => p - t * Math.log(p + 1e-7))},
  cosineProximity: {targets: 'numbers', loss: (t, p) => -dot(t, p) / (norm(t) * norm(p))},
};

const TARGETS: Record<(typeof LOSSES)[string]['targets'], Values> = {
  numbers: values([4, 5], ([i = 0, j = 0]) => Math.sin(3 * i + j)),
  'one-hot': values([4, 5], ([i = 0, j = 0]) => Number((2 * i + 1) % 5 === j)),
  probabilities: values([4, 5], ([i = 0, j = 0]) => 0.5 + 0.4 * Math.sin(3 * i + j)),
  signs: values([4, 5], ([i = 0, j = 0]) => ((3 * i + j) % 2 === 0 ? 1 : -1)),
};
const positive: Input = {shape: [4, 5], low: 0.05, high: 0.95};

/** A loss as training calls it. */
function lossOf(name: string): (target: tf.Tensor, prediction: tf.Tensor) => tf.Tensor {
  const input = tfl.input({shape: [5]});
  const model = tfl.model({inputs: input, outputs: tfl.layers.reLU().apply(input) as tfl.SymbolicTensor});
  model.compile({loss: name, optimizer: momentumSGD({learningRate: 0.1})});
  return model.lossFunctions[0] as (target: tf.Tensor, prediction: tf.Tensor) => tf.Tensor;
}

const rows = (t: Values, p: Values, loss: RowLoss): Values => {
  const [count = 0, length = 0] = p.shape;
  return values([count], ([i = 0]) =>
    loss(t.data.subarray(i * length, (i + 1) * length), p.data.subarray(i * length, (i + 1) * length)),
  );
};

const softmax = (x: Values): Values =>
  mapLast(x, row => {
    const powers = row.map(value => Math.exp(value));
    return powers.map(power => power / total(powers));
  });

export const LOSS_CASES: ConformanceCase[] = [
  ...Object.entries(LOSSES).map(([name, {targets, loss}]) =>
    opCase(
      'losses',
      name,
      [{given: TARGETS[targets]}, positive],
      (t: tf.Tensor, p: tf.Tensor) => lossOf(name)(t, p),
      (t, p) => rows(t, p, loss),
    ),
  ),
  opCase(
    'losses',
    'sparseCategoricalCrossentropy',
    [{given: {shape: [4, 1], data: Float64Array.of(3, 0, 2, 2)}}, positive],
    (t: tf.Tensor, p: tf.Tensor) => lossOf('sparseCategoricalCrossentropy')(t, p),
    (t, p) =>
      values([4], ([i = 0]) =>
        crossEntropy(
          Float64Array.from({length: 5}, (_, j) => Number(j === t.data[i])),
          p.data.subarray(5 * i, 5 * i + 5),
        ),
      ),
  ),
  opCase(
    'softmax and cross-entropy',
    'softmax',
    [{shape: [4, 7], low: -4, high: 4}],
    (x: tf.Tensor) => tf.softmax(x),
    softmax,
  ),
  opCase(
    'softmax and cross-entropy',
    'from logits',
    [
      {given: values([4, 7], ([i = 0, j = 0]) => Number([6, 0, 3, 3][i] === j))},
      {shape: [4, 7], low: -4, high: 4},
    ],
    (labels: tf.Tensor, x: tf.Tensor) => tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(x)), -1))),
    (labels, x) => {
      const logs = reduceLast(
        zip(labels, softmax(x), (label, p) => label * Math.log(p)),
        total,
      );
      return values([], () => -average(logs.data));
    },
  ),
];
