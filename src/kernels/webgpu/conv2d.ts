import * as tf from '@tensorflow/tfjs-core';
import {attrsOf, gradientFits, isChannelsLast, shapeOf} from '../convolution-shape';
import {convolve} from './convolution';
import {convolveFilterGradient} from './convolution-filter-gradient';
import {convolveInputGradient} from './convolution-input-gradient';
import type {KernelArgs} from '../register-kernels';
import type {GpuKernels} from './gpu-kernel';
import type {GpuBackend} from './gpu-program';

function forward(backend: GpuBackend, args: KernelArgs): tf.TensorInfo {
  const {x, filter, bias} = args.inputs as {x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo};
  const attrs = attrsOf(args);
  const activation = attrs.activation === 'relu' ? 'relu' : 'linear';
  return convolve(backend, shapeOf(x.shape, filter.shape, attrs), {x, w: filter, bias}, activation);
}

function inputGradient(backend: GpuBackend, args: KernelArgs): tf.TensorInfo {
  const {dy, filter} = args.inputs as {dy: tf.TensorInfo; filter: tf.TensorInfo};
  const attrs = attrsOf(args);
  return convolveInputGradient(backend, shapeOf(attrs.inputShape, filter.shape, attrs), {dy, w: filter});
}

function filterGradient(backend: GpuBackend, args: KernelArgs): tf.TensorInfo {
  const {x, dy} = args.inputs as {x: tf.TensorInfo; dy: tf.TensorInfo};
  const attrs = attrsOf(args);
  return convolveFilterGradient(backend, shapeOf(x.shape, attrs.filterShape, attrs), {x, dy});
}

/** Kernels of grouped convolution, and gradients of tfjs convolutions, whose stock kernels compute one value a thread. */
export const CONV2D_KERNELS: GpuKernels = {
  GroupedConv2D: {compute: forward},
  GroupedConv2DBackpropInput: {compute: inputGradient},
  GroupedConv2DBackpropFilter: {compute: filterGradient},
  Conv2DBackpropInput: {takes: args => isChannelsLast(args) && gradientFits(args), compute: inputGradient},
  Conv2DBackpropFilter: {takes: isChannelsLast, compute: filterGradient},
};

/** The forward convolutions of tfjs, whose stock kernels pass tiles through workgroup memory. */
export const BARRIER_FREE_CONV2D_KERNELS: GpuKernels = {
  Conv2D: {takes: isChannelsLast, compute: forward},
  FusedConv2D: {
    takes: args => {
      const {bias, filter, preluActivationWeights} = args.inputs;
      return (
        isChannelsLast(args) &&
        preluActivationWeights === undefined &&
        ['linear', 'relu'].includes(attrsOf(args).activation ?? 'linear') &&
        (bias === undefined || tf.util.sizeFromShape(bias.shape) === filter?.shape[3])
      );
    },
    compute: forward,
  },
};
