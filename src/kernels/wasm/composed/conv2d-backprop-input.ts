import * as tf from '@tensorflow/tfjs-core';
import {insertZeros} from '../../../ops/insert-zeros';
import {padOrCut} from '../../../ops/pad-or-cut';
import type {KernelArgs} from '../../register-kernels';

/**
 * The input gradient of a convolution, as a forward convolution: the stock kernel of tfjs-wasm takes about ten times
 * the time of its forward pass.
 *
 *     dx = dy, with zeros between its elements where the stride is above 1, convolved at stride 1 with the kernel
 *          rotated by 180° and its two channel axes swapped
 *
 * Shapes: dy [batch, outHeight, outWidth, filters], filter [kernelHeight, kernelWidth, channels, filters]; out
 * [batch, height, width, channels].
 */
export function conv2dBackpropInput({inputs, attrs}: KernelArgs): tf.Tensor {
  const dy = inputs.dy as tf.Tensor4D;
  const filter = inputs.filter as tf.Tensor4D;
  const {strides, pad, dimRoundingMode, inputShape} = attrs as unknown as tf.Conv2DBackpropInputAttrs;
  const info = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode);
  return tf.tidy(() => {
    // conv2dTranspose may be given more than a convolution of this size has: what is beyond it does not count.
    const own = tf.slice(dy, 0, [info.batchSize, info.outHeight, info.outWidth, info.outChannels]);
    const spread = insertZeros(own, info.strideHeight, info.strideWidth);
    const vertical = margins(info.filterHeight, info.padInfo.top, info.inHeight, spread.shape[1]);
    const horizontal = margins(info.filterWidth, info.padInfo.left, info.inWidth, spread.shape[2]);
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    if ([...vertical, ...horizontal].every(margin => margin >= 0)) {
      return tf.conv2d(spread, turned, 1, [[0, 0], vertical, horizontal, [0, 0]]);
    }
    return tf.conv2d(padOrCut(spread, vertical, horizontal), turned, 1, 'valid');
  });
}

/** Rows before and after the spread gradient, so that a 'valid' convolution has one output row per input row. */
function margins(
  filterSize: number,
  padBefore: number,
  inputSize: number,
  spreadSize: number,
): [number, number] {
  const before = filterSize - 1 - padBefore;
  return [before, inputSize + filterSize - 1 - spreadSize - before];
}
