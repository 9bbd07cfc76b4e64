/**
 * Max pooling with pixels of padding as a layer.
 * torch.nn.MaxPool2d, ONNX MaxPool.
 * tfjs’s own pool supports 'same' and 'valid' only.
 */
import type * as tf from '@tensorflow/tfjs-core';
import {paddedMaxPool} from '../ops/padded-max-pool';
import {PoolingWindow, type PoolingWindowArgs} from './pooling-window';

/** Arguments of {@link PaddedMaxPooling2D}. */
export type PaddedMaxPooling2DArgs = PoolingWindowArgs;

/**
 * Max pooling with as many pixels of padding on each side as PyTorch's; a padded pixel is never the maximum.
 *
 * Shapes: [batch, height, width, channels] in, [batch, ⌊(height + 2p − pool) / stride⌋ + 1, …, channels] out.
 *
 * Pitfall: `padding: 'same'` of tfjs pads the last side more if the sum is odd; PyTorch pads both sides equally.
 *
 * @example
 * paddedMaxPooling2d({poolSize: 3, strides: 2, padding: 1}).apply(tf.zeros([1, 112, 112, 8])); // [1, 56, 56, 8]
 */
export class PaddedMaxPooling2D extends PoolingWindow {
  /** Name under which models are saved. */
  static readonly className = 'PaddedMaxPooling2D';
  /** Whether the output size is rounded up: always false. */
  readonly ceilMode = false;

  constructor(args: PaddedMaxPooling2DArgs = {}) {
    super(PaddedMaxPooling2D.className, args);
  }

  protected override pool(x: tf.Tensor4D): tf.Tensor4D {
    const {poolSize, strides, padding} = this;
    return paddedMaxPool(x, {poolSize, strides, padding});
  }
}

/** Makes a {@link PaddedMaxPooling2D} layer. */
export function paddedMaxPooling2d(args: PaddedMaxPooling2DArgs = {}): PaddedMaxPooling2D {
  return new PaddedMaxPooling2D(args);
}
