/**
 * Functions of each value as a layer.
 * The element-wise operators of ONNX; `tf.layers.activation` has only some of them, and no parameters.
 */
import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import type {PointwiseName} from '../presets/layer-row';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';
import {SingleInputLayer} from './single-input-layer';

/** Arguments of {@link PointwiseFunction}. */
export type PointwiseFunctionArgs = NonNullable<LayerArgs> & {
  /** Name of the function. */
  function: PointwiseName;
  /** First parameter. Default 1. */
  alpha?: number;
  /** Second parameter. Default 0. */
  beta?: number;
};

const OPTIONS: KnownOptions<PointwiseFunctionArgs> = {
  ...LAYER_OPTIONS,
  function: true,
  alpha: true,
  beta: true,
};

type Compute = (x: tf.Tensor, alpha: number, beta: number) => tf.Tensor;

/** Rounds to the levels of an integer type: alpha is the distance of the levels, beta the integer that stands for 0. */
const quantize =
  (low: number, high: number): Compute =>
  (x, alpha, beta) =>
    tf.mul(tf.sub(tf.clipByValue(tf.add(tf.round(tf.div(x, alpha)), beta), low, high), beta), alpha);

/** x where it is above the threshold, else 0. tfjs has no gradient for a comparison. */
const above = (x: tf.Tensor, threshold: number): tf.Tensor =>
  tf.customGrad((given, save) => {
    const input = given as tf.Tensor;
    const isAbove = tf.greater(input, threshold);
    (save as tf.GradSaveFunc)([isAbove]);
    return {
      value: tf.where(isAbove, input, tf.zerosLike(input)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.where(saved[0] as tf.Tensor, dy, tf.zerosLike(dy)),
    };
  })(x);

/** alpha · (exp(x / scale) − 1) where x is below 0, else x. */
const elu = (x: tf.Tensor, alpha: number, scale = 1): tf.Tensor =>
  tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.minimum(tf.div(x, scale), 0))));

const FUNCTIONS: Readonly<Record<PointwiseName, Compute>> = {
  absolute: x => tf.abs(x),
  celu: (x, alpha) => elu(x, alpha, alpha),
  clip: (x, alpha, beta) => tf.minimum(tf.maximum(x, alpha), beta),
  cosine: x => tf.cos(x),
  elu: (x, alpha) => elu(x, alpha),
  erf: x => tf.erf(x),
  exponential: x => tf.exp(x),
  gelu: x => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  hardSigmoid: (x, alpha, beta) => tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1),
  hardSwish: x => tf.mul(x, tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1)),
  logarithm: x => tf.log(x),
  mish: x => tf.mul(x, tf.tanh(tf.softplus(x))),
  negative: x => tf.neg(x),
  quantizeInt8: quantize(-128, 127),
  quantizeUint8: quantize(0, 255),
  reciprocal: x => tf.reciprocal(x),
  roundDown: x => tf.floor(x),
  roundUp: x => tf.ceil(x),
  selu: (x, alpha, beta) => tf.mul(elu(x, alpha), beta),
  shrink: (x, alpha, beta) =>
    tf.sub(above(tf.sub(x, alpha), beta - alpha), above(tf.sub(tf.neg(x), alpha), beta - alpha)),
  sign: x => tf.sign(x),
  sine: x => tf.sin(x),
  softplus: x => tf.softplus(x),
  softsign: x => tf.div(x, tf.add(tf.abs(x), 1)),
  squareRoot: x => tf.sqrt(x),
  swish: (x, alpha) => tf.mul(x, tf.sigmoid(tf.mul(x, alpha))),
  thresholdedRelu: (x, alpha) => above(x, alpha),
};

/** Names of the functions. */
export const POINTWISE_NAMES = Object.keys(FUNCTIONS) as PointwiseName[];

/**
 * Applies a function to each value.
 *
 * Shapes: any in, the same out. No weights.
 *
 * @example
 * pointwiseFunction({function: 'clip', alpha: 0, beta: 6}).apply(tf.tensor1d([-1, 3, 9])); // 0, 3, 6
 */
export class PointwiseFunction extends SingleInputLayer {
  /** Name under which models are saved. */
  static readonly className = 'PointwiseFunction';
  /** Name of the function. */
  readonly function: PointwiseName;
  /** First parameter. */
  readonly alpha: number;
  /** Second parameter. */
  readonly beta: number;

  constructor(args: PointwiseFunctionArgs) {
    super(checkOptions('PointwiseFunction', args, OPTIONS, "{function: 'clip', alpha: 0, beta: 6}"));
    const check = checksFor(`PointwiseFunction "${this.name}"`);
    this.function = check.oneOf('function', args.function, POINTWISE_NAMES);
    this.alpha = check.finite('alpha', args.alpha ?? 1);
    this.beta = check.finite('beta', args.beta ?? 0);
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    return FUNCTIONS[this.function](x, this.alpha, this.beta);
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), function: this.function, alpha: this.alpha, beta: this.beta};
  }
}

/** Makes a {@link PointwiseFunction} layer. */
export function pointwiseFunction(args: PointwiseFunctionArgs): PointwiseFunction {
  return new PointwiseFunction(args);
}
