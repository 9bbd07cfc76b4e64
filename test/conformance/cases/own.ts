/** Cases of layers and ops that this package adds to TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core';
import {steppedDropout} from '../../../src/layers/stepped-dropout';
import {localResponseNormalization, type LRNOptions} from '../../../src/ops/lrn';
import {spatialLrn} from '../../../src/ops/spatial-lrn';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {drawnValues} from '../truth/drawn-values';
import {at, isInside, values, type Values} from '../truth/values';
import {opCase, type ConformanceCase} from './case';

const lrn = (name: string, shape: number[], options: LRNOptions): ConformanceCase => {
  const {depthRadius: radius = 2, bias = 2, alpha = 1e-4, beta = 0.75} = options;
  const [before, after] = typeof radius === 'number' ? [radius, radius] : radius;
  return opCase(
    'local response normalization',
    name,
    [shape],
    (x: tf.Tensor4D) => localResponseNormalization(x, options),
    x =>
      values(shape, index => {
        let energy = 0;
        for (let c = index[3]! - before; c <= index[3]! + after; c++) {
          energy += c >= 0 && c < shape[3]! ? at(x, [...index.slice(0, 3), c]) ** 2 : 0;
        }
        return at(x, index) / (bias + alpha * energy) ** beta;
      }),
  );
};

function spatial(x: Values): Values {
  const [size, alpha, beta] = [3, 0.4, 0.75];
  return values(x.shape, index => {
    let energy = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const place = [index[0]!, index[1]! + dy, index[2]! + dx, index[3]!];
        energy += isInside(x.shape, place) ? at(x, place) ** 2 : 0;
      }
    }
    return at(x, index) / (1 + (alpha / size ** 2) * energy) ** beta;
  });
}

const RATE = 0.4;
const dropoutInput = (): Values => drawnValues([2, 3, 4, 5], 'dropout');
const dropoutWeights = (): Values => drawnValues([2, 3, 4, 5], 'weights');
const tensorOf = ({shape, data}: Values): tf.Tensor => tf.tensor(Array.from(data), [...shape]);

/** Each output of two steps is 0 or x / (1 − rate); the gradient has the same factors. */
const DROPOUT: ConformanceCase = {
  op: 'dropout',
  name: 'two steps',
  run: () => {
    const [x, weights] = [tensorOf(dropoutInput()), tensorOf(dropoutWeights())];
    const layer = steppedDropout({rate: RATE, seed: 5});
    const first = layer.apply(x, {training: true}) as tf.Tensor;
    let second: tf.Tensor | undefined;
    const gradient = tf.grad(input => {
      second = layer.apply(input, {training: true}) as tf.Tensor;
      return tf.sum(tf.mul(second, weights));
    })(x);
    return [first, gradient];
  },
  truth: () => {
    const [x, weights] = [dropoutInput(), dropoutWeights()];
    const [first, second] = DROPOUT_MASKS.map(mask => Array.from(mask, Number));
    const scaled = (y: Values, mask: number[] = []): Values => ({
      shape: y.shape,
      data: y.data.map((value, i) => (value * mask[i]!) / (1 - RATE)),
    });
    return [scaled(x, first), scaled(weights, second)];
  },
};

/** The recorded mask of seed 5 for 120 values in its first two steps. */
const DROPOUT_MASKS = [
  '001000111001110100011000010111111110101101011111011111111001000111010110111010100101111001110111011100001011111001110100',
  '110000011101100010100111111111101011110111100001110110000101111111010010011110001111001111010001011111111100011111011011',
];

const RATES = {learningRate: 0.1, momentum: 0.9, weightDecay: 0.01};
/** By name: shape, and multipliers of rate and decay. One is above and one below the size that backends keep on the CPU. */
const WEIGHTS = {
  large: {shape: [40, 30], rate: 1, decay: 1},
  small: {shape: [7], rate: 2, decay: 0},
};
const gradientAt = (name: string, shape: number[], step: number): Values =>
  drawnValues(shape, `gradient ${name} ${step}`);

/** Three updates with decay and multipliers: weights, then velocities. */
const MOMENTUM: ConformanceCase = {
  op: 'momentum update',
  name: 'decay and multipliers',
  direct: ['MomentumUpdate'],
  run: () => {
    const optimizer = momentumSGD({
      learningRate: RATES.learningRate,
      momentum: RATES.momentum,
      weightDecay: RATES.weightDecay,
      multipliers: {'conformance/small': {learningRate: 2, weightDecay: 0}},
    });
    const weights = Object.entries(WEIGHTS).map(([name, {shape}]) =>
      tf.variable(tensorOf(drawnValues(shape, name)), true, `conformance/${name}`),
    );
    for (let step = 0; step < 3; step++) {
      const gradients = Object.entries(WEIGHTS).map(
        ([name, {shape}], i) => [weights[i]!.name, tensorOf(gradientAt(name, shape, step))] as const,
      );
      optimizer.applyGradients(Object.fromEntries(gradients));
    }
    const state = optimizer.getState().map(({tensor}) => tensor);
    const made = [...weights, ...state].map(tensor => tf.mul(tensor, 1));
    optimizer.dispose();
    tf.dispose(weights);
    return made;
  },
  truth: () => {
    const made = Object.entries(WEIGHTS).map(([name, {shape, rate, decay}]) => {
      const weight = drawnValues(shape, name);
      const velocity = values(shape, () => 0);
      for (let step = 0; step < 3; step++) {
        const gradient = gradientAt(name, shape, step);
        for (let i = 0; i < weight.data.length; i++) {
          const pull = RATES.weightDecay * decay * weight.data[i]! + gradient.data[i]!;
          velocity.data[i] = RATES.momentum * velocity.data[i]! - RATES.learningRate * rate * pull;
          weight.data[i]! += velocity.data[i]!;
        }
      }
      return [weight, velocity] as const;
    });
    return [...made.map(([weight]) => weight), ...made.map(([, velocity]) => velocity)];
  },
};

export const OWN_CASES: ConformanceCase[] = [
  lrn("the paper's constants", [2, 3, 4, 16], {}),
  lrn('radius 5, power 0.75', [1, 2, 3, 13], {depthRadius: 5, bias: 1, alpha: 0.3}),
  lrn('four channels', [2, 2, 2, 9], {depthRadius: [2, 1], bias: 1, alpha: 0.4}),
  lrn('power 0.6', [2, 2, 2, 9], {depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.6}),
  opCase(
    'spatial response normalization',
    'window of 3',
    [[1, 5, 4, 3]],
    (x: tf.Tensor4D) => spatialLrn(x, {size: 3, alpha: 0.4, beta: 0.75}),
    spatial,
  ),
  DROPOUT,
  MOMENTUM,
];
