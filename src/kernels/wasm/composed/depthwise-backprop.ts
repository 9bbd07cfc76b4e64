import * as tf from '@tensorflow/tfjs-core';
import {insertZeros} from '../../../ops/insert-zeros';
import {padOrCut} from '../../../ops/pad-or-cut';
import type {KernelArgs} from '../../register-kernels';

type Info = tf.backend_util.Conv2DInfo;

/**
 * The filter gradient of a depthwise convolution: one product and one sum for each tap of the kernel.
 *
 *     dW[i,j,c,m] = Σ x[b, s·h + d·i − top, s·w + d·j − left, c] · dy[b,h,w, c·M + m]      over b, h, w
 *
 * Shapes: x [batch, height, width, channels], dy [batch, outHeight, outWidth, channels · M]; out [kernelHeight,
 * kernelWidth, channels, M].
 */
export function depthwiseBackpropFilter({inputs, attrs}: KernelArgs): tf.Tensor {
  const x = inputs.x as tf.Tensor4D;
  const dy = inputs.dy as tf.Tensor4D;
  const {strides, dilations, pad, dimRoundingMode, filterShape} =
    attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const [kernelHeight, kernelWidth, channels, multiplier] = filterShape;
  return tf.tidy(() => {
    const [vertical, horizontal] = reach(info);
    const image = padOrCut(x, vertical, horizontal);
    const gradient = tf.reshape(dy, [-1, channels, multiplier]);
    const taps: tf.Tensor[] = [];
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        const top = i * info.dilationHeight;
        const left = j * info.dilationWidth;
        const seen = tf.stridedSlice(
          image,
          [0, top, left, 0],
          [
            info.batchSize,
            top + (info.outHeight - 1) * info.strideHeight + 1,
            left + (info.outWidth - 1) * info.strideWidth + 1,
            channels,
          ],
          [1, info.strideHeight, info.strideWidth, 1],
        );
        taps.push(tf.sum(tf.mul(tf.reshape(seen, [-1, channels, 1]), gradient), 0));
      }
    }
    return tf.reshape(tf.stack(taps), filterShape);
  });
}

/**
 * The input gradient of a depthwise convolution: a depthwise convolution of the spread gradient with the kernel rotated
 * by 180°, summed over the channel multiplier M.
 *
 * Shapes: dy [batch, outHeight, outWidth, channels · M], filter [kernelHeight, kernelWidth, channels, M]; out [batch,
 * height, width, channels].
 */
export function depthwiseBackpropInput({inputs, attrs}: KernelArgs): tf.Tensor {
  const dy = inputs.dy as tf.Tensor4D;
  const filter = inputs.filter as tf.Tensor4D;
  const {strides, dilations, pad, dimRoundingMode, inputShape} =
    attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filter.shape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const [kernelHeight, kernelWidth, channels, multiplier] = filter.shape;
  return tf.tidy(() => {
    const spread = insertZeros(dy, info.strideHeight, info.strideWidth);
    const height = (kernelHeight - 1) * info.dilationHeight + 1;
    const width = (kernelWidth - 1) * info.dilationWidth + 1;
    const top = height - 1 - info.padInfo.top;
    const left = width - 1 - info.padInfo.left;
    const image = padOrCut(
      spread,
      [top, info.inHeight + height - 1 - spread.shape[1] - top],
      [left, info.inWidth + width - 1 - spread.shape[2] - left],
    );
    // Channel c · M + m of dy meets tap [.., c, m]: one filter for each channel of dy.
    const turned = tf.reshape(tf.reverse(filter, [0, 1]), [
      kernelHeight,
      kernelWidth,
      channels * multiplier,
      1,
    ]);
    const gradient = tf.depthwiseConv2d(image, turned as tf.Tensor4D, 1, 'valid', 'NHWC', [
      info.dilationHeight,
      info.dilationWidth,
    ]);
    const perChannel = tf.reshape(gradient, [-1, channels, multiplier]);
    return tf.reshape(tf.sum(perChannel, 2), inputShape);
  });
}

/** Margins that make the image exactly as large as the windows reach; negative where the stride leaves rows over. */
function reach(info: Info): [[number, number], [number, number]] {
  const height = (info.outHeight - 1) * info.strideHeight + (info.filterHeight - 1) * info.dilationHeight + 1;
  const width = (info.outWidth - 1) * info.strideWidth + (info.filterWidth - 1) * info.dilationWidth + 1;
  return [
    [info.padInfo.top, height - info.inHeight - info.padInfo.top],
    [info.padInfo.left, width - info.inWidth - info.padInfo.left],
  ];
}
