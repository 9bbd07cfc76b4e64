import * as tf from '@tensorflow/tfjs-core';

/** Sizes, strides and paddings that define a convolution; groups divides both channels and filters. */
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

/** Attributes of a window that moves over an image. The convolutions of tfjs have no groups. */
export interface ConvolutionAttrs {
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  groups?: number;
}

/** Attributes of the convolution kernels: those of tfjs and those of grouped convolutions. */
export interface ConvolutionKernelAttrs extends ConvolutionAttrs {
  dataFormat?: string;
  activation?: string;
  /** Shapes of image and weights, of which a gradient kernel is given one. */
  inputShape: number[];
  filterShape: number[];
}

interface KernelArgs {
  inputs: Partial<Record<string, tf.TensorInfo>>;
  attrs?: tf.NamedAttrMap;
}

/**
 * The sizes as tfjs computes them; throws where the tensors do not fit.
 *
 * @param filterShape [kernelHeight, kernelWidth, channels / groups, filters]
 */
export function convolutionInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  {strides, pad, dilations = 1, dimRoundingMode, groups = 1}: ConvolutionAttrs,
): tf.backend_util.Conv2DInfo {
  const [kernelHeight = 1, kernelWidth = 1, perGroup = 1, filters = 1] = filterShape;
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    [kernelHeight, kernelWidth, perGroup * groups, filters],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
}

/** The convolution of an image and weights of these shapes; throws where they do not fit. */
export function shapeOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvolutionAttrs,
): ConvolutionShape {
  const info = convolutionInfo(inputShape, filterShape, attrs);
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filters: info.outChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    groups: attrs.groups ?? 1,
  };
}

/** Returns the attributes of a convolution kernel with their type. */
export function attrsOf({attrs}: KernelArgs): ConvolutionKernelAttrs {
  return attrs as unknown as ConvolutionKernelAttrs;
}

/** Returns whether the tensors of a kernel have the axis order NHWC. */
export function isChannelsLast(args: KernelArgs): boolean {
  return (attrsOf(args).dataFormat ?? 'NHWC') === 'NHWC';
}

/** Returns whether dy has the size of the convolution's output: conv2dTranspose lets it be larger. */
export function gradientFits(args: KernelArgs): boolean {
  const {dy, filter} = args.inputs as {dy: tf.TensorInfo; filter: tf.TensorInfo};
  const {outHeight, outWidth} = shapeOf(attrsOf(args).inputShape, filter.shape, attrsOf(args));
  return dy.shape[1] === outHeight && dy.shape[2] === outWidth;
}
