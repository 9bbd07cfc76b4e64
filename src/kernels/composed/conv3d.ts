/**
 * Convolution in three dimensions and its gradients: for each tap of the kernel along the depth, a convolution in two
 * dimensions, of which every slice is an image.
 */
import * as tf from '@tensorflow/tfjs-core';
import type {KernelArgs, Kernels} from '../register-kernels';
import {padding} from './pool3d';

type Shape5D = [number, number, number, number, number];
type Info = tf.backend_util.Conv3DInfo;

interface Attrs {
  strides: number | [number, number, number];
  pad: 'same' | 'valid';
  dilations: number | [number, number, number];
  inputShape: Shape5D;
  filterShape: Shape5D;
}

/** Attributes of the kernels in two dimensions. */
function slicesOf(info: Info): tf.NamedAttrMap {
  const {padInfo, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth} = info;
  return {
    strides: [strideHeight, strideWidth],
    pad: [
      [0, 0],
      padding(inHeight, outHeight, strideHeight, info.effectiveFilterHeight, padInfo.top),
      padding(inWidth, outWidth, strideWidth, info.effectiveFilterWidth, padInfo.left),
      [0, 0],
    ],
    dataFormat: 'NHWC',
  };
}

/** Slices of padding before and behind the image. */
function depthPadding(info: Info): [number, number] {
  const {inDepth, outDepth, strideDepth, effectiveFilterDepth, padInfo} = info;
  return padding(inDepth, outDepth, strideDepth, effectiveFilterDepth, padInfo.front);
}

/** Slices between the first and the last that a tap sees, both included. */
const reach = (info: Info): number => (info.outDepth - 1) * info.strideDepth + 1;

/** [batch, slices, values], with slices of zeros before and behind. Tensors of five axes are padded wrongly on webgpu. */
const along = (x: tf.Tensor, before: number, after: number): tf.Tensor =>
  tf.pad(x, [
    [0, 0],
    [before, after],
    [0, 0],
  ]);

/** The image as [batch, slices, values of a slice], padded before and behind. */
function paddedSlices(x: tf.Tensor, info: Info): tf.Tensor {
  const {batchSize, inDepth, inHeight, inWidth, inChannels} = info;
  return along(tf.reshape(x, [batchSize, inDepth, inHeight * inWidth * inChannels]), ...depthPadding(info));
}

/** The slices of a padded image that a tap sees, as images. */
function slicesUnder(image: tf.Tensor, info: Info, tap: number): tf.Tensor {
  const {batchSize, inHeight, inWidth, inChannels, outDepth} = info;
  const from = tap * info.dilationDepth;
  const end = [batchSize, from + reach(info), inHeight * inWidth * inChannels];
  const seen = tf.stridedSlice(image, [0, from, 0], end, [1, info.strideDepth, 1]);
  return tf.reshape(seen, [batchSize * outDepth, inHeight, inWidth, inChannels]);
}

/**
 * y = Σ over the taps along the depth of a convolution of the slices under it.
 *
 * Shapes: x [batch, depth, height, width, channels], filter [kernelDepth, kernelHeight, kernelWidth, channels, filters];
 * out [batch, outDepth, outHeight, outWidth, filters].
 */
function forward({inputs, attrs}: KernelArgs): tf.Tensor {
  const {x, filter} = inputs as {x: tf.Tensor5D; filter: tf.Tensor5D};
  const {strides, pad, dilations} = attrs as unknown as Attrs;
  const info = tf.backend_util.computeConv3DInfo(x.shape, filter.shape, strides, dilations, pad);
  return tf.tidy(() => {
    const image = paddedSlices(x, info);
    const parts = tf
      .unstack(filter)
      .map((tap, i) =>
        tf
          .engine()
          .runKernel<tf.Tensor>(
            'Conv2D',
            {x: slicesUnder(image, info, i), filter: tap},
            {...slicesOf(info), dilations: [info.dilationHeight, info.dilationWidth]},
          ),
      );
    return tf.reshape(tf.addN(parts), info.outShape);
  });
}

/**
 * dW[i, ...] = Σ over o of the gradient between slice s · o + i − front of x and slice o of dy.
 *
 * Shapes: x [batch, depth, height, width, channels], dy [batch, outDepth, outHeight, outWidth, filters]; out
 * [kernelDepth, kernelHeight, kernelWidth, channels, filters].
 */
function filterGradient({inputs, attrs}: KernelArgs): tf.Tensor {
  const {x, dy} = inputs as {x: tf.Tensor5D; dy: tf.Tensor5D};
  const {strides, pad, filterShape} = attrs as unknown as Attrs;
  const info = tf.backend_util.computeConv3DInfo(x.shape, filterShape, strides, 1, pad);
  const {batchSize, outDepth} = info;
  return tf.tidy(() => {
    const image = paddedSlices(x, info);
    const gradient = tf.reshape(dy, [batchSize * outDepth, info.outHeight, info.outWidth, info.outChannels]);
    const taps = Array.from({length: info.filterDepth}, (_, tap) =>
      tf
        .engine()
        .runKernel<tf.Tensor>(
          'Conv2DBackpropFilter',
          {x: slicesUnder(image, info, tap), dy: gradient},
          {...slicesOf(info), filterShape: filterShape.slice(1)},
        ),
    );
    return tf.stack(taps);
  });
}

/**
 * Slice s · o + i − front of dx takes the gradient of slice o of dy through tap i; the transposed convolution is the
 * same.
 *
 * Shapes: dy [batch, outDepth, outHeight, outWidth, filters], filter [kernelDepth, kernelHeight, kernelWidth, channels,
 * filters]; out [batch, depth, height, width, channels].
 */
function inputGradient({inputs, attrs}: KernelArgs): tf.Tensor {
  const {dy, filter} = inputs as {dy: tf.Tensor5D; filter: tf.Tensor5D};
  const {strides, pad, inputShape} = attrs as unknown as Attrs;
  const info = tf.backend_util.computeConv3DInfo(inputShape, filter.shape, strides, 1, pad);
  const {batchSize, inDepth, inHeight, inWidth, inChannels, outDepth, strideDepth, filterDepth} = info;
  const [front] = depthPadding(info);
  return tf.tidy(() => {
    const gradient = tf.reshape(dy, [batchSize * outDepth, info.outHeight, info.outWidth, info.outChannels]);
    const image = [batchSize * outDepth, inHeight, inWidth, inChannels];
    const size = inHeight * inWidth * inChannels;
    const parts = tf.unstack(filter).map((tap, i) => {
      const part = tf
        .engine()
        .runKernel<tf.Tensor>(
          'Conv2DBackpropInput',
          {dy: gradient, filter: tap},
          {...slicesOf(info), inputShape: image},
        );
      const spread = along(tf.reshape(part, [batchSize * outDepth, 1, size]), 0, strideDepth - 1);
      const slices = tf.slice(tf.reshape(spread, [batchSize, outDepth * strideDepth, size]), 0, [
        batchSize,
        reach(info),
        size,
      ]);
      return along(slices, i, filterDepth - 1 - i);
    });
    const sum = tf.addN(parts);
    const whole = along(sum, 0, Math.max(0, front + inDepth - (sum.shape[1] ?? 0)));
    return tf.reshape(tf.slice(whole, [0, front, 0], [batchSize, inDepth, size]), inputShape);
  });
}

/** Convolution in three dimensions and its gradients. */
export const CONV3D_KERNELS: Kernels<unknown> = {
  Conv3D: {compute: (_, args) => forward(args)},
  Conv3DBackpropFilterV2: {compute: (_, args) => filterGradient(args)},
  Conv3DBackpropInputV2: {compute: (_, args) => inputGradient(args)},
};
