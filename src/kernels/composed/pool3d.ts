/**
 * Pooling in three dimensions, made of pooling in two: first each slice over height and width, then over depth. For a
 * greatest value and for an average over the pixels on the image that is the same.
 */
import * as tf from '@tensorflow/tfjs-core';
import type {KernelArgs, Kernels} from '../register-kernels';

interface Pool3DAttrs {
  filterSize: number | [number, number, number];
  strides: number | [number, number, number];
  pad: 'same' | 'valid' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4D = [number, number, number, number];
type Pair = [number, number];

/** One of the two passes, on images of this shape. */
interface Pass {
  shape: Shape4D;
  outShape: Shape4D;
  attrs: {filterSize: Pair; strides: Pair; pad: tf.backend_util.ExplicitPadding; dimRoundingMode?: 'floor'};
}

/**
 * Pixels before and behind a side: so many that the last window ends with them. The padding that TensorFlow.js computes
 * in three dimensions is negative where the stride is larger than the window.
 */
export function padding(
  length: number,
  outputs: number,
  stride: number,
  window: number,
  before: number,
): [number, number] {
  const first = Math.max(0, before);
  return [first, Math.max(0, (outputs - 1) * stride + window - length - first)];
}

function passes(shape: number[], attrs: tf.NamedAttrMap): {slices: Pass; depth: Pass; outShape: number[]} {
  const {filterSize, strides, pad, dimRoundingMode} = attrs as unknown as Pool3DAttrs;
  const info = tf.backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const {batchSize, inDepth, inHeight, inWidth, inChannels, outDepth, outHeight, outWidth} = info;
  const [front, back] = padding(inDepth, outDepth, info.strideDepth, info.filterDepth, info.padInfo.front);
  const [top, bottom] = padding(inHeight, outHeight, info.strideHeight, info.filterHeight, info.padInfo.top);
  const [left, right] = padding(inWidth, outWidth, info.strideWidth, info.filterWidth, info.padInfo.left);
  const whole = outHeight * outWidth;
  return {
    slices: {
      shape: [batchSize * inDepth, inHeight, inWidth, inChannels],
      outShape: [batchSize * inDepth, outHeight, outWidth, inChannels],
      attrs: {
        filterSize: [info.filterHeight, info.filterWidth],
        strides: [info.strideHeight, info.strideWidth],
        pad: [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ],
      },
    },
    depth: {
      shape: [batchSize, inDepth, whole, inChannels],
      outShape: [batchSize, outDepth, whole, inChannels],
      attrs: {
        filterSize: [info.filterDepth, 1],
        strides: [info.strideDepth, 1],
        pad: [
          [0, 0],
          [front, back],
          [0, 0],
          [0, 0],
        ],
      },
    },
    outShape: info.outShape,
  };
}

const run = (kernel: string, inputs: tf.NamedTensorMap, {attrs}: Pass): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs);

function pool(kernel: 'MaxPool' | 'AvgPool', {inputs, attrs}: KernelArgs): tf.Tensor {
  const x = inputs.x as tf.Tensor;
  const {slices, depth, outShape} = passes(x.shape, attrs);
  return tf.tidy(() => {
    const middle = run(kernel, {x: tf.reshape(x, slices.shape)}, slices);
    return tf.reshape(run(kernel, {x: tf.reshape(middle, depth.shape)}, depth), outShape);
  });
}

function maxPoolGradient({inputs, attrs}: KernelArgs): tf.Tensor {
  const {dy, input, output} = inputs as {dy: tf.Tensor; input: tf.Tensor; output: tf.Tensor};
  const {slices, depth} = passes(input.shape, attrs);
  return tf.tidy(() => {
    const x = tf.reshape(input, slices.shape);
    const middle = run('MaxPool', {x}, slices);
    const middleGradient = run(
      'MaxPoolGrad',
      {
        dy: tf.reshape(dy, depth.outShape),
        input: tf.reshape(middle, depth.shape),
        output: tf.reshape(output, depth.outShape),
      },
      depth,
    );
    const gradient = {dy: tf.reshape(middleGradient, slices.outShape), input: x, output: middle};
    return tf.reshape(run('MaxPoolGrad', gradient, slices), input.shape);
  });
}

function averagePoolGradient({inputs, attrs}: KernelArgs): tf.Tensor {
  const {dy, input} = inputs as {dy: tf.Tensor; input: tf.Tensor};
  const {slices, depth} = passes(input.shape, attrs);
  return tf.tidy(() => {
    // The kernel uses only the shape of its input.
    const given = {dy: tf.reshape(dy, depth.outShape), input: tf.zeros(depth.shape)};
    const middleGradient = tf.reshape(run('AvgPoolGrad', given, depth), slices.outShape);
    const gradient = run('AvgPoolGrad', {dy: middleGradient, input: tf.reshape(input, slices.shape)}, slices);
    return tf.reshape(gradient, input.shape);
  });
}

/** Max and average pooling in three dimensions, and their gradients. */
export const POOL3D_KERNELS: Kernels<unknown> = {
  MaxPool3D: {compute: (_, args) => pool('MaxPool', args)},
  MaxPool3DGrad: {compute: (_, args) => maxPoolGradient(args)},
  AvgPool3D: {compute: (_, args) => pool('AvgPool', args)},
  AvgPool3DGrad: {compute: (_, args) => averagePoolGradient(args)},
};
