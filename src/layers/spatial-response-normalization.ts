/**
 * Spatial local response normalization (LRN) as a layer.
 * Caffe (Jia et al., 2014), LRNLayer with WITHIN_CHANNEL; cuda-convnet’s rnorm layer.
 * The paper’s LRN takes neighbor channels instead: `LocalResponseNormalization`.
 */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {checkSpatialLrn, spatialLrn, type SpatialLRNOptions} from '../ops/spatial-lrn';
import {LAYER_OPTIONS, type LayerArgs} from './layer-args';

/** Arguments of {@link SpatialResponseNormalization}; the constants default to Caffe's. */
export type SpatialResponseNormalizationArgs = NonNullable<LayerArgs> & SpatialLRNOptions;

const OPTIONS: KnownOptions<SpatialResponseNormalizationArgs> = {
  ...LAYER_OPTIONS,
  size: true,
  alpha: true,
  beta: true,
};

/**
 * Spatial local response normalization (LRN): divides each value by a power of the energy of its neighbors in the same
 * channel.
 *
 *     y[b,h,w,c] = x[b,h,w,c] / (1 + alpha / size² · Σ x[b,i,j,c]²)^beta      |i − h|, |j − w| ≤ (size − 1) / 2
 *
 * Pixels outside the image count as zero.
 *
 * Shapes: [batch, height, width, channels] float32 in, the same out. No weights.
 *
 * Pitfall: alpha is divided by the area of the window here, as in Caffe; in LRN over channels it is divided by the
 * length.
 *
 * @example
 * spatialResponseNormalization({size: 3, alpha: 5e-5}).apply(tf.ones([1, 16, 16, 32]));
 * @see Caffe, examples/cifar10/cifar10_full.
 */
export class SpatialResponseNormalization extends tfl.layers.Layer {
  /** Name under which models are saved. */
  static readonly className = 'SpatialResponseNormalization';
  /** Side of the window. */
  readonly size: number;
  /** Weight of the neighbors' energy, divided by the window's area. */
  readonly alpha: number;
  /** Exponent. */
  readonly beta: number;

  constructor(args: SpatialResponseNormalizationArgs = {}) {
    super(checkOptions('SpatialResponseNormalization', args, OPTIONS, '{size: 3}'));
    const {size, alpha, beta} = checkSpatialLrn(`SpatialResponseNormalization "${this.name}"`, args);
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.inputSpec = [new tfl.InputSpec({ndim: 4})];
  }

  /** Returns the shape of the input. */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  /** Normalizes one tensor. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> = {}): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    const {size, alpha, beta} = this;
    return spatialLrn(x as tf.Tensor4D, {size, alpha, beta});
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {size, alpha, beta} = this;
    return {...super.getConfig(), size, alpha, beta};
  }
}

/** Makes a {@link SpatialResponseNormalization} layer. */
export function spatialResponseNormalization(
  args: SpatialResponseNormalizationArgs = {},
): SpatialResponseNormalization {
  return new SpatialResponseNormalization(args);
}
