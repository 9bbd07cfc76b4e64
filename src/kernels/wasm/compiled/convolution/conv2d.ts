import * as tf from '@tensorflow/tfjs-core';
import {
  attrsOf,
  gradientFits,
  isChannelsLast,
  shapeOf,
  type ConvolutionShape,
} from '../../../convolution-shape';
import {convolve, convolveFilterGradient, convolveInputGradient} from './convolution';
import type {WasmHost} from '../host/wasm-host';
import type {KernelArgs} from '../../../register-kernels';
import type {WasmKernels} from '../host/wasm-kernel';
import {isCompiledActivation, type Activation} from '../product/product';
import {winogradConvolve, winogradFilterGradient, winogradInputGradient} from './winograd';
import {isWorthwhile, planWinograd, type WinogradPlan} from './winograd-plan';

function planFor(host: WasmHost, shape: ConvolutionShape): WinogradPlan | undefined {
  const wanted = host.winograd === 'always' || (host.winograd && isWorthwhile(shape));
  return wanted ? planWinograd(shape) : undefined;
}

function forward(host: WasmHost, args: KernelArgs): tf.TensorInfo {
  const {x, filter, bias} = args.inputs as {x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo};
  const attrs = attrsOf(args);
  const shape = shapeOf(x.shape, filter.shape, attrs);
  const y = host.output([shape.batch, shape.outHeight, shape.outWidth, shape.filters]);
  const tensors = {x: host.address(x), w: host.address(filter), y: host.address(y)};
  const after = {
    bias: bias === undefined ? undefined : host.address(bias),
    activation: (attrs.activation ?? 'linear') as Activation,
  };
  const plan = planFor(host, shape);
  if (plan === undefined) {
    convolve(host, shape, tensors, after);
  } else {
    winogradConvolve(host, plan, tensors, after);
  }
  return y;
}

function inputGradient(host: WasmHost, args: KernelArgs): tf.TensorInfo {
  const {dy, filter} = args.inputs as {dy: tf.TensorInfo; filter: tf.TensorInfo};
  const attrs = attrsOf(args);
  const shape = shapeOf(attrs.inputShape, filter.shape, attrs);
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

function filterGradient(host: WasmHost, args: KernelArgs): tf.TensorInfo {
  const {x, dy} = args.inputs as {x: tf.TensorInfo; dy: tf.TensorInfo};
  const attrs = attrsOf(args);
  const shape = shapeOf(x.shape, attrs.filterShape, attrs);
  const {kernelHeight, kernelWidth, channels, groups, filters} = shape;
  const dw = host.output([kernelHeight, kernelWidth, channels / groups, filters]);
  const tensors = {x: host.address(x), w: host.address(dw), y: host.address(dy)};
  const plan = planFor(host, shape);
  if (plan === undefined) {
    convolveFilterGradient(host, shape, tensors);
  } else {
    winogradFilterGradient(host, plan, tensors);
  }
  return dw;
}

function takesFused(args: KernelArgs): boolean {
  const {bias, filter} = args.inputs;
  return (
    isChannelsLast(args) &&
    isCompiledActivation(attrsOf(args).activation ?? 'linear') &&
    (bias === undefined || tf.util.sizeFromShape(bias.shape) === filter?.shape[3])
  );
}

/** The kernels of convolutions: those of tfjs by their names there, and those with groups by names of our own. */
export const CONV2D_KERNELS: WasmKernels = {
  Conv2D: {takes: isChannelsLast, compute: forward},
  FusedConv2D: {takes: takesFused, compute: forward},
  Conv2DBackpropInput: {takes: args => isChannelsLast(args) && gradientFits(args), compute: inputGradient},
  Conv2DBackpropFilter: {takes: isChannelsLast, compute: filterGradient},
  GroupedConv2D: {compute: forward},
  GroupedConv2DBackpropInput: {compute: inputGradient},
  GroupedConv2DBackpropFilter: {compute: filterGradient},
};
