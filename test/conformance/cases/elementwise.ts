import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {map, mapLast, total, zip, type Values} from '../truth/values';
import {layerCase, opCase, type ConformanceCase, type Input} from './case';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));
/** Constants of self-normalizing networks, Klambauer et al. (2017). */
const [SELU_SCALE, SELU_ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** The error function by its series, which converges everywhere. */
export function erf(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const softmax = (x: Float64Array): Float64Array => {
  const powers = x.map(value => Math.exp(value));
  const sum = total(powers);
  return powers.map(power => power / sum);
};

/** Activations by their names in tfjs-layers. */
const ACTIVATIONS: Record<string, (x: number) => number> = {
  linear: x => x,
  relu: x => Math.max(0, x),
  relu6: x => Math.min(6, Math.max(0, x)),
  elu: x => (x > 0 ? x : Math.expm1(x)),
  selu: x => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
  sigmoid,
  hardSigmoid: x => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  softplus,
  softsign: x => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  swish: x => x * sigmoid(x),
  mish: x => x * Math.tanh(softplus(x)),
  gelu: x => (x / 2) * (1 + erf(x / Math.SQRT2)),
  gelu_new: x => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

const wide: Input = {shape: [5, 8], low: -4, high: 9};
const activate = (name: string): tfl.layers.Layer => tfl.layers.activation({activation: name as 'relu'});

/** Ops of one value: the op, its definition, and the range of its input. */
const UNARY: [string, (x: tf.Tensor) => tf.Tensor, (x: number) => number, number?, number?][] = [
  ['exp', tf.exp, Math.exp],
  ['expm1', tf.expm1, Math.expm1],
  ['log', tf.log, Math.log, 0.2, 3],
  ['log1p', tf.log1p, Math.log1p, -0.5, 3],
  ['sqrt', tf.sqrt, Math.sqrt, 0.2, 3],
  ['rsqrt', tf.rsqrt, x => 1 / Math.sqrt(x), 0.2, 3],
  ['square', tf.square, x => x * x],
  ['reciprocal', tf.reciprocal, x => 1 / x, 0.3, 2],
  ['abs', tf.abs, Math.abs],
  ['neg', tf.neg, x => -x],
  ['erf', tf.erf, erf],
  ['step', x => tf.step(x, 0.25), x => (x > 0 ? 1 : 0.25)],
  ['clipByValue', x => tf.clipByValue(x, -0.4, 0.6), x => Math.min(0.6, Math.max(-0.4, x))],
  ['pow', x => tf.pow(x, 3), x => x ** 3],
];

/** In tfjs-core the gradients of some ops support only one shape and throw for others. */
type Shapes = 'one shape' | undefined;
const BINARY: [
  string,
  (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  (a: number, b: number) => number,
  Shapes?,
][] = [
  ['add', tf.add, (a, b) => a + b],
  ['sub', tf.sub, (a, b) => a - b],
  ['mul', tf.mul, (a, b) => a * b],
  ['div', tf.div, (a, b) => a / b],
  ['maximum', tf.maximum, Math.max, 'one shape'],
  ['minimum', tf.minimum, Math.min, 'one shape'],
  ['squaredDifference', tf.squaredDifference, (a, b) => (a - b) ** 2, 'one shape'],
  ['pow', tf.pow, Math.pow],
  ['atan2', tf.atan2, Math.atan2],
];

function binary([name, f, g, shapes]: (typeof BINARY)[number]): ConformanceCase[] {
  const [low, high] = [0.3, 2];
  return (
    [
      ['of one shape', [3, 4, 5], [3, 4, 5]],
      ['a row', [3, 4, 5], [5]],
      ['both repeated', [3, 1, 5], [4, 1]],
    ] as const
  )
    .slice(0, shapes === 'one shape' ? 1 : 3)
    .map(([how, a, b]) =>
      opCase(
        'arithmetic on two tensors',
        `${name}, ${how}`,
        [
          {shape: [...a], low, high},
          {shape: [...b], low, high},
        ],
        f,
        (x, y) => zip(x, y, g),
      ),
    );
}

const slope =
  (by: number): ((x: Values) => Values) =>
  x =>
    map(x, value => (value > 0 ? value : by * value));

export const ELEMENTWISE_CASES: ConformanceCase[] = [
  ...Object.entries(ACTIVATIONS).map(([name, f]) =>
    layerCase(
      'activations',
      name,
      [name === 'gelu' ? {...wide, high: 4} : wide],
      () => activate(name),
      x => map(x, f),
    ),
  ),
  layerCase(
    'activations',
    'softmax',
    [[4, 7]],
    () => activate('softmax'),
    x => mapLast(x, softmax),
  ),
  layerCase(
    'activations',
    'logSoftmax',
    [[4, 7]],
    () => activate('logSoftmax'),
    x => mapLast(x, row => softmax(row).map(Math.log)),
  ),
  layerCase('activations', 'leakyReLU', [[4, 7]], () => tfl.layers.leakyReLU({alpha: 0.2}), slope(0.2)),
  layerCase(
    'activations',
    'prelu',
    [
      [3, 2, 4],
      [2, 4],
    ],
    () => tfl.layers.prelu(),
    (x, alpha) => zip(x, alpha, (value, a) => (value > 0 ? value : a * value)),
  ),
  layerCase(
    'thresholdedReLU (tf.layers)',
    'in training',
    [[4, 7]],
    () => tfl.layers.thresholdedReLU({theta: 0.3}),
    x => map(x, value => (value > 0.3 ? value : 0)),
  ),
  layerCase(
    'activations',
    'reLU layer with a largest value',
    [wide],
    () => tfl.layers.reLU({maxValue: 3}),
    x => map(x, value => Math.min(3, Math.max(0, value))),
  ),
  ...UNARY.map(([name, f, g, low = -1, high = 1]) =>
    opCase('arithmetic on one tensor', name, [{shape: [3, 7], low, high}], f, x => map(x, g)),
  ),
  ...BINARY.flatMap(binary),
  // Larger than the minimum size for the wasm kernels of this library.
  opCase(
    'arithmetic on two tensors',
    'add, a long row',
    [{given: {shape: [64, 80], data: Float64Array.from({length: 5120}, (_, i) => (i % 97) / 97)}}, [80]],
    (x: tf.Tensor, row: tf.Tensor) => tf.add(x, row),
    (x, row) => zip(x, row, (a, b) => a + b),
  ),
];
