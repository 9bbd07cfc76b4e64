import * as tf from '@tensorflow/tfjs-core';
import type {Compute, Kernel, KernelArgs} from '../register-kernels';

interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function infoOf({inputs, attrs}: KernelArgs): tf.backend_util.Conv2DInfo {
  const {filterSize, strides, pad, dimRoundingMode} = attrs as unknown as PoolAttrs;
  const shape = (inputs.input as tf.TensorInfo).shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Returns the number of rows of each window that are on the image. */
function rowsOnImage(
  length: number,
  outputs: number,
  window: number,
  stride: number,
  before: number,
): number[] {
  return Array.from({length: outputs}, (_, output) => {
    const start = output * stride - before;
    return Math.min(start + window, length) - Math.max(start, 0);
  });
}

/** For each window, the whole of it by its part on the image, [outHeight, outWidth]; undefined where all are whole. */
function shares(info: tf.backend_util.Conv2DInfo): number[] | undefined {
  const {padInfo, filterHeight, filterWidth} = info;
  const rows = rowsOnImage(info.inHeight, info.outHeight, filterHeight, info.strideHeight, padInfo.top);
  const columns = rowsOnImage(info.inWidth, info.outWidth, filterWidth, info.strideWidth, padInfo.left);
  const area = filterHeight * filterWidth;
  const made = rows.flatMap(row => columns.map(column => area / (row * column)));
  return made.every(share => share === 1) ? undefined : made;
}

function compute(_host: unknown, args: KernelArgs, previous: Compute): tf.TensorInfo | tf.TensorInfo[] {
  const info = infoOf(args);
  const factors = shares(info) ?? [];
  return tf.tidy(() => {
    const dy = args.inputs.dy as tf.Tensor4D;
    const scaled = tf.mul(dy, tf.tensor(factors, [1, info.outHeight, info.outWidth, 1]));
    return previous({...args, inputs: {...args.inputs, dy: scaled}}) as tf.Tensor;
  });
}

/**
 * The gradient of average pooling where windows are cut by the edge of the image. The average there is over the pixels
 * on the image; the kernels of TensorFlow.js divide its gradient by the whole window all the same.
 */
export const AVERAGE_POOL_GRADIENT: Kernel<unknown> = {
  takes: args => shares(infoOf(args)) !== undefined,
  compute,
};
