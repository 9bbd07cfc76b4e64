import * as tf from '@tensorflow/tfjs-core';
import {padOrCut} from '../../../ops/pad-or-cut';
import type {KernelArgs} from '../../register-kernels';

/**
 * The filter gradient of a convolution, as a forward convolution (tfjs-wasm has no kernel of its own for it).
 *
 *     dW[i,j,c,o] = Σ x[b, s·h + i − top, s·w + j − left, c] · dy[b,h,w,o]      over b, h, w
 *
 * With batch and channels of x exchanged this is x as the image and dy as the kernel, dilated by the stride s.
 *
 * Shapes: x [batch, height, width, channels], dy [batch, outHeight, outWidth, filters]; out [kernelHeight, kernelWidth,
 * channels, filters].
 */
export function conv2dBackpropFilter({inputs, attrs}: KernelArgs): tf.Tensor {
  const x = inputs.x as tf.Tensor4D;
  const dy = inputs.dy as tf.Tensor4D;
  const {strides, pad, dimRoundingMode, filterShape} = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const {outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, padInfo} = info;
  return tf.tidy(() => {
    // Rows that no window reaches (the stride does not divide the height) must not enter the sum.
    const bottom = (outHeight - 1) * strideHeight + filterHeight - info.inHeight - padInfo.top;
    const right = (outWidth - 1) * strideWidth + filterWidth - info.inWidth - padInfo.left;
    const reached = padOrCut(x, [padInfo.top, bottom], [padInfo.left, right]);
    const image = tf.transpose(reached, [3, 1, 2, 0]);
    const kernel = tf.transpose(dy, [1, 2, 0, 3]);
    const gradient = tf.conv2d(image, kernel, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}
