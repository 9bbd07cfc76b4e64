import * as tf from '@tensorflow/tfjs-core';
import {convolve, convolveFilterGradient, convolveInputGradient, type ConvolutionShape} from './convolution';
import type {NativeHost} from './native-host';
import type {KernelArgs, NativeKernels} from './native-kernel';
import {isNativeActivation, type Activation} from './product';
import {winogradConvolve, winogradFilterGradient, winogradInputGradient} from './winograd';
import {planWinograd, type WinogradPlan} from './winograd-plan';

/** What the kernels for convolutions in groups are given beside tensors; those of tfjs know no groups. */
export interface GroupedConv2DAttrs {
  /** Shapes of image and weights, of which a gradient kernel is given one. */
  inputShape: number[];
  filterShape: number[];
  strides: [number, number];
  dilations: [number, number];
  pad: tf.backend_util.ExplicitPadding | 'same' | 'valid' | number;
  groups: number;
  activation?: Activation;
}

interface StockAttrs {
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  dataFormat?: string;
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function shapeOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  {strides, pad, dilations = 1, dimRoundingMode}: StockAttrs,
  groups = 1,
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

function planFor(host: NativeHost, shape: ConvolutionShape): WinogradPlan | undefined {
  return host.winograd ? planWinograd(shape) : undefined;
}

function forward(
  host: NativeHost,
  shape: ConvolutionShape,
  {x, filter, bias}: {x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo},
  activation: Activation = 'linear',
): tf.TensorInfo {
  const y = host.output([shape.batch, shape.outHeight, shape.outWidth, shape.filters]);
  const tensors = {x: host.address(x), w: host.address(filter), y: host.address(y)};
  const after = {bias: bias === undefined ? undefined : host.address(bias), activation};
  const plan = planFor(host, shape);
  if (plan === undefined) {
    convolve(host, shape, tensors, after);
  } else {
    winogradConvolve(host, plan, tensors, after);
  }
  return y;
}

function inputGradient(
  host: NativeHost,
  shape: ConvolutionShape,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
): tf.TensorInfo {
  const dx = host.output([shape.batch, shape.height, shape.width, shape.channels]);
  const tensors = {x: host.address(dx), w: host.address(filter), y: host.address(dy)};
  const plan = planFor(host, shape);
  if (plan === undefined || plan.wide !== undefined) {
    convolveInputGradient(host, shape, tensors);
  } else {
    winogradInputGradient(host, plan, tensors);
  }
  return dx;
}

function filterGradient(
  host: NativeHost,
  shape: ConvolutionShape,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
): tf.TensorInfo {
  const dw = host.output([
    shape.kernelHeight,
    shape.kernelWidth,
    shape.channels / shape.groups,
    shape.filters,
  ]);
  const tensors = {x: host.address(x), w: host.address(dw), y: host.address(dy)};
  const plan = planFor(host, shape);
  if (plan === undefined) {
    convolveFilterGradient(host, shape, tensors);
  } else {
    winogradFilterGradient(host, plan, tensors);
  }
  return dw;
}

const stockAttrs = (args: KernelArgs): StockAttrs => args.attrs as unknown as StockAttrs;
const channelsLast = (args: KernelArgs): boolean => (stockAttrs(args).dataFormat ?? 'NHWC') === 'NHWC';
/** conv2dTranspose lets dy be larger than the output of the convolution that it turns around. */
function gradientFits(args: KernelArgs): boolean {
  const {dy, filter} = args.inputs as {dy: tf.TensorInfo; filter: tf.TensorInfo};
  const {inputShape} = args.attrs as unknown as {inputShape: number[]};
  const {outHeight, outWidth} = shapeOf(inputShape, filter.shape, stockAttrs(args));
  return dy.shape[1] === outHeight && dy.shape[2] === outWidth;
}

const groupedAttrs = (args: KernelArgs): GroupedConv2DAttrs => args.attrs as unknown as GroupedConv2DAttrs;

/** The kernels of convolutions: those of tfjs by their names there, and those with groups by names of our own. */
export const CONV2D_KERNELS: NativeKernels = {
  Conv2D: {
    takes: channelsLast,
    compute: (host, args) => {
      const {x, filter} = args.inputs as {x: tf.TensorInfo; filter: tf.TensorInfo};
      return forward(host, shapeOf(x.shape, filter.shape, stockAttrs(args)), {x, filter});
    },
  },
  FusedConv2D: {
    takes: args => {
      const {activation} = args.attrs as unknown as {activation: string};
      const {bias, filter} = args.inputs;
      return (
        channelsLast(args) &&
        isNativeActivation(activation) &&
        (bias === undefined || tf.util.sizeFromShape(bias.shape) === filter?.shape[3])
      );
    },
    compute: (host, args) => {
      const {x, filter, bias} = args.inputs as {
        x: tf.TensorInfo;
        filter: tf.TensorInfo;
        bias?: tf.TensorInfo;
      };
      const {activation} = args.attrs as unknown as {activation: Activation};
      return forward(host, shapeOf(x.shape, filter.shape, stockAttrs(args)), {x, filter, bias}, activation);
    },
  },
  Conv2DBackpropInput: {
    takes: args => channelsLast(args) && gradientFits(args),
    compute: (host, args) => {
      const {dy, filter} = args.inputs as {dy: tf.TensorInfo; filter: tf.TensorInfo};
      const {inputShape} = args.attrs as unknown as {inputShape: number[]};
      return inputGradient(host, shapeOf(inputShape, filter.shape, stockAttrs(args)), dy, filter);
    },
  },
  Conv2DBackpropFilter: {
    takes: channelsLast,
    compute: (host, args) => {
      const {x, dy} = args.inputs as {x: tf.TensorInfo; dy: tf.TensorInfo};
      const {filterShape} = args.attrs as unknown as {filterShape: number[]};
      return filterGradient(host, shapeOf(x.shape, filterShape, stockAttrs(args)), x, dy);
    },
  },
  GroupedConv2D: {
    compute: (host, args) => {
      const {x, filter, bias} = args.inputs as {
        x: tf.TensorInfo;
        filter: tf.TensorInfo;
        bias?: tf.TensorInfo;
      };
      const attrs = groupedAttrs(args);
      const shape = shapeOf(x.shape, filter.shape, attrs, attrs.groups);
      return forward(host, shape, {x, filter, bias}, attrs.activation);
    },
  },
  GroupedConv2DBackpropInput: {
    compute: (host, args) => {
      const {dy, filter} = args.inputs as {dy: tf.TensorInfo; filter: tf.TensorInfo};
      const attrs = groupedAttrs(args);
      return inputGradient(host, shapeOf(attrs.inputShape, filter.shape, attrs, attrs.groups), dy, filter);
    },
  },
  GroupedConv2DBackpropFilter: {
    compute: (host, args) => {
      const {x, dy} = args.inputs as {x: tf.TensorInfo; dy: tf.TensorInfo};
      const attrs = groupedAttrs(args);
      return filterGradient(host, shapeOf(x.shape, attrs.filterShape, attrs, attrs.groups), x, dy);
    },
  },
};
