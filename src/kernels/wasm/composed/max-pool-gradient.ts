import * as tf from '@tensorflow/tfjs-core';
import {insertZeros} from '../../../ops/insert-zeros';
import {padOrCut} from '../../../ops/pad-or-cut';
import type {KernelArgs} from '../../register-kernels';

interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * The gradient of max pooling: dy goes to the first of the greatest values of each window, tap by tap. The stock kernel
 * of tfjs-wasm never finds a greatest value below zero.
 *
 * Shapes: input [batch, height, width, channels], output and dy [batch, outHeight, outWidth, channels]; out as the input.
 */
export function maxPoolGradient({inputs, attrs}: KernelArgs): tf.Tensor {
  const {input, output, dy} = inputs as Record<'input' | 'output' | 'dy', tf.Tensor4D>;
  const {filterSize, strides, pad, dimRoundingMode} = attrs as unknown as PoolAttrs;
  const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const {batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth} = info;
  const {top, left} = info.padInfo;
  const [rows, columns] = [(outHeight - 1) * strideHeight + 1, (outWidth - 1) * strideWidth + 1];
  const height = Math.max(top + inHeight, rows + info.filterHeight - 1);
  const width = Math.max(left + inWidth, columns + info.filterWidth - 1);
  const place = (x: tf.Tensor4D, y: number, z: number, value = 0): tf.Tensor4D =>
    padOrCut(x, [y, height - x.shape[1] - y], [z, width - x.shape[2] - z], value);
  return tf.tidy(() => {
    const image = place(input, top, left, -Infinity);
    const taps = Array.from({length: info.filterHeight * info.filterWidth}, (_, tap) => {
      const [y, z] = [Math.floor(tap / info.filterWidth), tap % info.filterWidth];
      const end = [batchSize, y + rows, z + columns, inChannels];
      const seen = tf.stridedSlice(image, [0, y, z, 0], end, [1, strideHeight, strideWidth, 1]);
      return {y, z, seen};
    });
    let open: tf.Tensor4D = tf.onesLike(dy);
    let sum: tf.Tensor = tf.zeros(image.shape);
    for (const {y, z, seen} of taps) {
      const hit: tf.Tensor4D = tf.mul(open, tf.cast(tf.equal(seen, output), 'float32'));
      open = tf.sub(open, hit);
      const spread = insertZeros(tf.mul(dy, hit), strideHeight, strideWidth);
      sum = tf.add(sum, place(spread, y, z));
    }
    return tf.slice(sum, [0, top, left, 0], input.shape);
  });
}
