import * as tf from '@tensorflow/tfjs-core';

/** All that tells one convolution from another. */
export interface ConvolutionShape {
  batch: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  filters: number;
  kernelHeight: number;
  kernelWidth: number;
  strideHeight: number;
  strideWidth: number;
  dilationHeight: number;
  dilationWidth: number;
  top: number;
  left: number;
  groups: number;
}

/** What the kernels for convolutions in groups are given beside tensors; those of tfjs know no groups. */
export interface ConvolutionAttrs {
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  dilations?: number | [number, number];
  dataFormat?: string;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  groups?: number;
  activation?: string;
  /** Shapes of image and weights, of which a gradient kernel is given one. */
  inputShape: number[];
  filterShape: number[];
}

/** The convolution of these tensors; throws where they do not fit. */
export function shapeOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  {strides, pad, dilations = 1, dimRoundingMode, groups = 1}: ConvolutionAttrs,
): ConvolutionShape {
  const [kernelHeight = 1, kernelWidth = 1, perGroup = 1, filters = 1] = filterShape;
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    [kernelHeight, kernelWidth, perGroup * groups, filters],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filters: info.outChannels,
    kernelHeight,
    kernelWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    groups,
  };
}
