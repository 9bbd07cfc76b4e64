/**
 * Local response normalization (LRN) as a layer.
 * Krizhevsky, Sutskever, Hinton (2012), section 3.3.
 * As in the paper; `fromSize` reads the constants as Caffe and PyTorch print them.
 */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {
  checkDepthRadius,
  localResponseNormalization as normalize,
  type DepthRadius,
  type LRNOptions,
} from '../ops/lrn';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments of {@link LocalResponseNormalization}; the constants default to the paper's. */
export type LocalResponseNormalizationArgs = NonNullable<LayerArgs> & LRNOptions;

/** Arguments of {@link LocalResponseNormalization.fromSize}, in the terms of Caffe, ONNX and PyTorch. */
export type LRNFromSizeArgs = NonNullable<LayerArgs> & {
  /** Channels in the window, the center included. ≥ 1. Default 5. Of an even size PyTorch has one more before the center. */
  size?: number;
  /** Weight of the neighbors' energy, to be divided by `size`. Default 1e-4. */
  alpha?: number;
  /** Exponent. Default 0.75. */
  beta?: number;
  /** Constant that keeps the base positive. Default 1. */
  k?: number;
};

const OPTIONS: KnownOptions<LocalResponseNormalizationArgs> = {
  ...LAYER_OPTIONS,
  depthRadius: true,
  bias: true,
  alpha: true,
  beta: true,
};
const SIZE_OPTIONS: KnownOptions<LRNFromSizeArgs> = {
  ...LAYER_OPTIONS,
  size: true,
  alpha: true,
  beta: true,
  k: true,
};
/** Caffe and PyTorch divide alpha by the window too: to translate their names alone would change the results. */
const FROM_SIZE =
  'call LocalResponseNormalization.fromSize({size, alpha, beta, k}), which takes the constants of Caffe and PyTorch';

/**
 * Local response normalization: divides each value by a power of the energy of its neighbor channels at the same pixel.
 *
 *     y[b,h,w,c] = x[b,h,w,c] / (bias + alpha · Σ x[b,h,w,j]²)^beta      |j − c| ≤ depthRadius
 *
 * Channels outside the tensor count as zero.
 *
 * Shapes: [batch, height, width, channels] float32 in, the same out. No weights.
 *
 * Pitfall: Caffe, PyTorch and cuda-convnet print the same alpha, 1e-4, but divide it by the window. For their constants
 * use `LocalResponseNormalization.fromSize({size, alpha, beta, k})`.
 *
 * @example
 * const norm = localResponseNormalization({depthRadius: 2, bias: 2});
 * norm.apply(tf.ones([1, 55, 55, 96])); // every inner value is (2 + 5e-4) ** -0.75 = 0.5945
 * @see Krizhevsky, Sutskever, Hinton (2012), section 3.3.
 */
export class LocalResponseNormalization extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'LocalResponseNormalization';
  /** Channels on each side of the center, or before and after it. */
  readonly depthRadius: DepthRadius;
  /** Constant that keeps the base positive. */
  readonly bias: number;
  /** Weight of the neighbors' energy. */
  readonly alpha: number;
  /** Exponent. */
  readonly beta: number;

  constructor(args: LocalResponseNormalizationArgs = {}) {
    super(
      checkOptions('LocalResponseNormalization', args, OPTIONS, '{depthRadius: 2}', {
        size: FROM_SIZE,
        local_size: FROM_SIZE,
        localSize: FROM_SIZE,
        n: FROM_SIZE,
        k: FROM_SIZE,
      }),
    );
    const {depthRadius = 2, bias = 2, alpha = 1e-4, beta = 0.75} = args;
    const check = checksFor(`LocalResponseNormalization "${this.name}"`);
    checkDepthRadius(check, depthRadius);
    this.depthRadius = depthRadius;
    this.bias = check.positive('bias', bias);
    this.alpha = check.finite('alpha', alpha, 0);
    this.beta = check.positive('beta', beta);
    this.inputSpec = [new tfl.InputSpec({ndim: 4})];
    this.supportsMasking = true;
  }

  /** Makes the layer from constants as Caffe, ONNX and PyTorch print them: a window of size, alpha / size, bias = k. */
  static fromSize(args: LRNFromSizeArgs = {}): LocalResponseNormalization {
    const where = 'LocalResponseNormalization.fromSize';
    const {
      size = 5,
      alpha = 1e-4,
      beta = 0.75,
      k = 1,
      ...rest
    } = checkOptions(where, args, SIZE_OPTIONS, '{size: 5}', {
      depthRadius: 'call localResponseNormalization({depthRadius, bias, alpha, beta})',
      bias: 'call localResponseNormalization({depthRadius, bias, alpha, beta})',
    });
    const check = checksFor(where);
    check.integer('size', size, 1);
    check.finite('alpha', alpha, 0);
    check.positive('k', k);
    return new LocalResponseNormalization({
      ...rest,
      depthRadius: size % 2 === 1 ? (size - 1) / 2 : [size / 2, size / 2 - 1],
      alpha: alpha / size,
      beta,
      bias: k,
    });
  }

  /** Returns the shape of the input. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  /** Normalizes one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    const {depthRadius, bias, alpha, beta} = this;
    return normalize(x as tf.Tensor4D, {depthRadius, bias, alpha, beta});
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {depthRadius, bias, alpha, beta} = this;
    return {
      ...super.getConfig(),
      depthRadius: typeof depthRadius === 'number' ? depthRadius : [...depthRadius],
      ...{bias, alpha, beta},
    };
  }
}

/** Makes a {@link LocalResponseNormalization} layer. */
export function localResponseNormalization(
  args: LocalResponseNormalizationArgs = {},
): LocalResponseNormalization {
  return new LocalResponseNormalization(args);
}
