/**
 * Average pooling with padding and ceil mode as a layer.
 * Caffe (Jia et al., 2014), PoolingLayer; torch.nn.AvgPool2d; ONNX AveragePool.
 * tfjs’s own pool supports 'same' and 'valid' only and rounds down.
 */
import type * as tf from '@tensorflow/tfjs-core';
import {averagePool} from '../ops/average-pool';
import type {KnownOptions} from '../core/check-options';
import {POOLING_OPTIONS, PoolingWindow, type PoolingWindowArgs} from './pooling-window';

/** Arguments of {@link PaddedAveragePooling2D}. */
export type PaddedAveragePooling2DArgs = PoolingWindowArgs & {
  /** Rounds the output size up, as Caffe does. Default false. */
  ceilMode?: boolean;
  /** Whether padded pixels count in the divisor (Caffe; PyTorch's `count_include_pad`). Default true. */
  countPadding?: boolean;
};

const OPTIONS: KnownOptions<PaddedAveragePooling2DArgs> = {
  ...POOLING_OPTIONS,
  ceilMode: true,
  countPadding: true,
};

/**
 * Average pooling with pixels of padding and either rounding of the output size.
 *
 *     y[h, w] = Σ x over the window / (rows that count · columns that count)
 *
 * Window positions beyond the padding (in ceil mode) never count in the divisor.
 *
 * Shapes: [batch, height, width, channels] in, [batch, (height + 2p − pool) / stride + 1, …, channels] out, rounded as
 * `ceilMode` says.
 *
 * Pitfall: ONNX leaves padding out of the divisor by default, Caffe and PyTorch count it.
 *
 * @example
 * paddedAveragePooling2d({poolSize: 3, strides: 2, ceilMode: true}).apply(tf.zeros([1, 32, 32, 8])); // [1, 16, 16, 8]
 */
export class PaddedAveragePooling2D extends PoolingWindow {
  /** Name under which models are saved. */
  static readonly className = 'PaddedAveragePooling2D';
  /** Whether the output size is rounded up. */
  readonly ceilMode: boolean;
  /** Whether padded pixels count in the divisor. */
  readonly countPadding: boolean;

  constructor(args: PaddedAveragePooling2DArgs = {}) {
    super(PaddedAveragePooling2D.className, args, OPTIONS);
    const {ceilMode = false, countPadding = true} = args;
    this.ceilMode = ceilMode;
    this.countPadding = countPadding;
  }

  protected override pool(x: tf.Tensor4D): tf.Tensor4D {
    const {poolSize, strides, padding, ceilMode, countPadding} = this;
    return averagePool(x, {poolSize, strides, padding, ceilMode, countPadding});
  }

  /** Returns every resolved argument. */
  override getConfig(): tf.serialization.ConfigDict {
    const {ceilMode, countPadding} = this;
    return {...super.getConfig(), ceilMode, countPadding};
  }
}

/** Makes a {@link PaddedAveragePooling2D} layer. */
export function paddedAveragePooling2d(args: PaddedAveragePooling2DArgs = {}): PaddedAveragePooling2D {
  return new PaddedAveragePooling2D(args);
}
