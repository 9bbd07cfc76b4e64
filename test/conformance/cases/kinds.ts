/** Cases of the layers that networks of Caffe and ONNX have: the layer of each row, and its definition. */
import {makeLayer} from '../../../src/models/layer-kinds/layer-kinds';
import type {RowBody} from '../../../src/models/layer-forms/network-value';
import type {ArithmeticRow, LayerRow, PointwiseName, ReduceRow} from '../../../src/presets/layer-row';
import {drawnValues} from '../truth/drawn-values';
import {at, average, isInside, map, reduceLast, total, values, zip, type Values} from '../truth/values';
import {layerCase, type ConformanceCase, type Definition, type Input} from './case';
import {erf} from './elementwise';

/** A row, its input and weights, and what it computes of them. */
type KindCase = [name: string, row: RowBody, inputs: Input[], definition: Definition];

const SETTINGS = {
  init: {kernel: {kind: 'xavier'}, bias: 0},
  classes: 2,
  dropout: 0,
  weightDecay: 0,
  seed: 1,
} as const;

const kinds = (op: string, cases: readonly KindCase[]): ConformanceCase[] =>
  cases.map(([name, row, inputs, definition]) =>
    layerCase(op, name, inputs, () => makeLayer({...row, name: 'kind'} as LayerRow, SETTINGS), definition),
  );

const IMAGE = [2, 3, 4, 3];
const ROW = [3, 7];
const between = (low: number, high: number, ...shape: number[]): Input => ({shape, low, high});

const sloped = (x: Values, alpha: Values): Values => zip(x, alpha, (a, slope) => (a < 0 ? slope * a : a));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const clipped = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
/** To the nearest integer, of two the even one. */
const rounded = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
const quantized =
  (low: number, high: number) =>
  (x: number, alpha: number, beta: number): number =>
    (clipped(rounded(x / alpha) + beta, low, high) - beta) * alpha;

type PointwiseForm = [f: (x: number, alpha: number, beta: number) => number, alpha?: number, beta?: number];

/** The functions of ONNX by their definitions, with parameters other than the defaults. */
const FUNCTIONS: Record<PointwiseName, PointwiseForm> = {
  absolute: [Math.abs],
  celu: [(x, a) => (x < 0 ? a * Math.expm1(x / a) : x), 0.7],
  clip: [clipped, -0.8, 1.1],
  cosine: [Math.cos],
  elu: [(x, a) => (x < 0 ? a * Math.expm1(x) : x), 1.7],
  erf: [erf],
  exponential: [Math.exp],
  gelu: [x => (x / 2) * (1 + erf(x / Math.SQRT2))],
  hardSigmoid: [(x, a, b) => clipped(a * x + b, 0, 1), 0.3, 0.4],
  hardSwish: [x => x * clipped(x / 6 + 0.5, 0, 1)],
  logarithm: [Math.log],
  mish: [x => x * Math.tanh(Math.log1p(Math.exp(x)))],
  negative: [x => -x],
  quantizeInt8: [quantized(-128, 127), 0.11, 3],
  quantizeUint8: [quantized(0, 255), 0.11, 3],
  reciprocal: [x => 1 / x],
  roundDown: [Math.floor],
  roundUp: [Math.ceil],
  selu: [(x, a, b) => b * (x < 0 ? a * Math.expm1(x) : x), 1.5, 1.2],
  shrink: [(x, bias, limit) => (x < -limit ? x + bias : x > limit ? x - bias : 0), 0.3, 0.9],
  sign: [Math.sign],
  sine: [Math.sin],
  softplus: [x => Math.log1p(Math.exp(x))],
  softsign: [x => x / (1 + Math.abs(x))],
  squareRoot: [Math.sqrt],
  swish: [(x, a) => x * sigmoid(a * x), 1.3],
  thresholdedRelu: [(x, a) => (x > a ? x : 0), 0.6],
};
/** Functions of values above 0. */
const OF_POSITIVE = new Set<string>(['logarithm', 'reciprocal', 'squareRoot']);

const ARITHMETIC: Record<ArithmeticRow['operation'], (x: number, c: number) => number> = {
  add: (x, c) => x + c,
  multiply: (x, c) => x * c,
  power: (x, c) => x ** c,
  maximum: Math.max,
  minimum: Math.min,
  subtractFrom: (x, c) => c - x,
  divide: (x, c) => c / x,
  exponentiate: (x, c) => c ** x,
};

const REDUCTIONS: Record<ReduceRow['operation'], (elements: Float64Array) => number> = {
  sum: total,
  mean: average,
  max: elements => Math.max(...elements),
  min: elements => Math.min(...elements),
  product: elements => elements.reduce((a, b) => a * b, 1),
};

/** Each channel by its own mean and variance: of each image, or of the whole batch. */
function normalized(x: Values, isPerImage: boolean, epsilon: number): Values {
  const channels = x.shape.at(-1)!;
  const perImage = x.data.length / x.shape[0]!;
  const group = (i: number): number =>
    (i % channels) + (isPerImage ? channels * Math.floor(i / perImage) : 0);
  const moments = new Map<number, [mean: number, variance: number]>();
  for (const key of new Set(Array.from(x.data.keys(), group))) {
    const members = x.data.filter((_, i) => group(i) === key);
    const mean = average(members);
    moments.set(key, [mean, average(members.map(value => (value - mean) ** 2))]);
  }
  return {
    shape: x.shape,
    data: x.data.map((value, i) => {
      const [mean, variance] = moments.get(group(i))!;
      return (value - mean) / Math.sqrt(variance + epsilon);
    }),
  };
}

/** The value at another index, or `outside` where there is none. */
const moved = (
  shape: readonly number[],
  place: (index: readonly number[]) => number[],
  outside = 0,
): Definition => {
  return x =>
    values(shape, index => {
      const source = place(index);
      return isInside(x.shape, source) ? at(x, source) : outside;
    });
};

const add = (a: Values, b: Values): Values => zip(a, b, (one, other) => one + other);
const times = (a: Values, b: Values): Values => zip(a, b, (one, other) => one * other);
const MATRIX = [
  [0.5, -1, 2],
  [0, 3, 0.25],
  [1, 1, -0.5],
  [2, 0, 1],
];

export const KIND_CASES: ConformanceCase[] = [
  ...kinds('PReLU, leaky ReLU, ELU, power', [
    ['PReLU, per channel', {kind: 'prelu', sharedAxes: [1, 2]}, [IMAGE, [1, 1, 3]], sloped],
    ['PReLU, per value', {kind: 'prelu'}, [IMAGE, [3, 4, 3]], sloped],
    ['PReLU of numbers', {kind: 'prelu', sharedAxes: [1]}, [ROW, [1]], sloped],
    ['leaky ReLU', {kind: 'leakyRelu', alpha: 0.3}, [IMAGE], x => map(x, v => (v < 0 ? 0.3 * v : v))],
    ['ELU', {kind: 'elu'}, [IMAGE], x => map(x, v => (v < 0 ? Math.expm1(v) : v))],
    ['power', {kind: 'power', power: 2, scale: 3, shift: -1}, [IMAGE], x => map(x, v => (3 * v - 1) ** 2)],
    [
      'fractional power',
      {kind: 'power', power: 0.7, scale: 0.5, shift: 1},
      [IMAGE],
      x => map(x, v => (0.5 * v + 1) ** 0.7),
    ],
  ]),
  ...kinds(
    'functions of ONNX',
    Object.entries(FUNCTIONS).map(([name, [f, alpha = 1, beta = 0]]): KindCase => [
      name,
      {kind: 'pointwise', function: name as PointwiseName, alpha, beta},
      [OF_POSITIVE.has(name) ? between(0.3, 2, 5, 9) : between(-2, 2, 5, 9)],
      x => map(x, value => f(value, alpha, beta)),
    ]),
  ),
  ...kinds(
    'arithmetic with constants',
    Object.entries(ARITHMETIC).map(([operation, f]): KindCase => [
      operation,
      {kind: 'arithmetic', operation: operation as ArithmeticRow['operation'], shape: [3, 1, 3]},
      [between(0.3, 2, ...IMAGE), {given: drawnValues([3, 1, 3], operation, {low: 0.5, high: 1.5})}],
      (x, constant) => zip(x, constant, f),
    ]),
  ),
  ...kinds(
    'reductions of the last axis',
    Object.entries(REDUCTIONS).map(([operation, f]): KindCase => [
      operation,
      {kind: 'reduce', operation: operation as ReduceRow['operation']},
      [IMAGE],
      x => reduceLast(x, f),
    ]),
  ),
  ...kinds('parts and order of images', [
    [
      'crop',
      {
        kind: 'crop',
        cropping: [
          [1, 0],
          [1, 2],
        ],
      },
      [IMAGE],
      moved([2, 2, 1, 3], ([b = 0, h = 0, w = 0, c = 0]) => [b, h + 1, w + 1, c]),
    ],
    [
      'slice',
      {kind: 'slice', begin: 1, size: 2},
      [IMAGE],
      moved([2, 3, 4, 2], ([b = 0, h = 0, w = 0, c = 0]) => [b, h, w, c + 1]),
    ],
    [
      'select, one twice',
      {kind: 'select', axis: 1, indices: [3, 0, 0]},
      [IMAGE],
      moved([2, 3, 3, 3], ([b = 0, h = 0, w = 0, c = 0]) => [b, h, [3, 0, 0][w]!, c]),
    ],
    [
      'permute',
      {kind: 'permute', order: [2, 0, 1]},
      [IMAGE],
      moved([2, 3, 3, 4], ([b = 0, c = 0, h = 0, w = 0]) => [b, h, w, c]),
    ],
    ['reshape', {kind: 'reshape', shape: [6, 6]}, [IMAGE], x => ({shape: [2, 6, 6], data: x.data})],
    [
      'pad with a constant',
      {
        kind: 'pad',
        padding: [
          [1, 0],
          [0, 2],
          [1, 1],
        ],
        value: 0.5,
      },
      [IMAGE],
      moved([2, 4, 6, 5], ([b = 0, h = 0, w = 0, c = 0]) => [b, h - 1, w, c - 1], 0.5),
    ],
    [
      'zero padding',
      {
        kind: 'zeroPad',
        padding: [
          [0, 1],
          [2, 1],
        ],
      },
      [IMAGE],
      moved([2, 4, 7, 3], ([b = 0, h = 0, w = 0, c = 0]) => [b, h, w - 2, c]),
    ],
  ]),
  ...kinds('products along an axis', [
    [
      'of rows',
      {kind: 'axisProduct', axis: 0, matrix: MATRIX},
      [IMAGE],
      x =>
        values([2, 4, 4, 3], ([b = 0, h = 0, w = 0, c = 0]) =>
          total(MATRIX[h]!.map((factor, i) => factor * at(x, [b, i, w, c]))),
        ),
    ],
  ]),
  ...kinds('instance normalization', [
    [
      'with scale and shift',
      {kind: 'instanceNorm', epsilon: 1e-2},
      [IMAGE, [3], [3]],
      (x, gamma, beta) => add(times(normalized(x, true, 1e-2), gamma), beta),
    ],
  ]),
  ...kinds('batch normalization', [
    [
      'without scale and shift',
      {kind: 'batchNorm', affine: false, epsilon: 1e-2},
      [IMAGE],
      x => normalized(x, false, 1e-2),
    ],
  ]),
  ...kinds('scale and bias', [
    ['both', {kind: 'scale'}, [IMAGE, [3], [3]], (x, gamma, beta) => add(times(x, gamma), beta)],
    ['scale', {kind: 'scale', useBias: false}, [IMAGE, [3]], times],
    ['bias', {kind: 'scale', useScale: false}, [ROW, [7]], add],
  ]),
];

/** The op of the suite that tests each kind of row; without one a new kind does not compile. */
export const OP_OF_KIND: Readonly<Record<LayerRow['kind'], string>> = {
  activation: 'activations',
  arithmetic: 'arithmetic with constants',
  avgPool: 'average pooling, padded',
  axisProduct: 'products along an axis',
  batchNorm: 'batch normalization',
  concat: 'concatenation and its parts',
  conv: 'grouped convolution',
  crop: 'parts and order of images',
  deconv: 'grouped transposed convolution',
  dense: 'dense',
  dropout: 'dropout',
  eltwise: 'merging layers',
  elu: 'PReLU, leaky ReLU, ELU, power',
  flatten: 'shapes',
  globalAvgPool: 'global pooling',
  globalMaxPool: 'global pooling',
  instanceNorm: 'instance normalization',
  leakyRelu: 'PReLU, leaky ReLU, ELU, power',
  lrn: 'local response normalization',
  maxPool: 'ceil-mode max pooling',
  pad: 'parts and order of images',
  permute: 'parts and order of images',
  pointwise: 'functions of ONNX',
  power: 'PReLU, leaky ReLU, ELU, power',
  prelu: 'PReLU, leaky ReLU, ELU, power',
  reduce: 'reductions of the last axis',
  reshape: 'parts and order of images',
  scale: 'scale and bias',
  select: 'parts and order of images',
  slice: 'parts and order of images',
  softmax: 'softmax and cross-entropy',
  spatialLrn: 'spatial response normalization',
  zeroPad: 'parts and order of images',
};
