import * as tf from '@tensorflow/tfjs-core';
import {BARRIER_FREE_CONV2D_KERNELS, CONV2D_KERNELS} from './conv2d';
import type {GpuKernel} from './gpu-kernel';
import type {GpuBackend} from './gpu-program';
import {BARRIER_FREE_MAT_MUL_KERNELS} from './mat-mul';
import {MOMENTUM_KERNELS} from './momentum';
import {NORMALIZE_KERNELS} from './normalize';
import {RELU_BIAS_KERNELS} from './relu-bias';
import {BARRIER_FREE_SUM_KERNELS} from './sum-rows';

const KERNELS = {...NORMALIZE_KERNELS, ...CONV2D_KERNELS, ...RELU_BIAS_KERNELS, ...MOMENTUM_KERNELS};
/** In place of stock kernels that wait at a barrier for each part of a sum. */
const BARRIER_FREE_KERNELS = {
  ...BARRIER_FREE_CONV2D_KERNELS,
  ...BARRIER_FREE_MAT_MUL_KERNELS,
  ...BARRIER_FREE_SUM_KERNELS,
};
const BACKEND = 'webgpu';

/** The kernels that were there before, for what ours do not take. Kernels of our own names have none. */
const before = new Map<string, tf.KernelConfig | undefined>();

/**
 * Registers the kernels of this folder on the webgpu backend, over those that were there; a second call replaces the
 * first. On an adapter that is a program (`software`) a barrier costs more than the work between two of them, so there
 * the convolutions, products and sums of tfjs are replaced too.
 */
export function registerWebGPUKernels({software = false} = {}): void {
  unregisterWebGPUKernels();
  for (const [kernelName, kernel] of Object.entries({
    ...KERNELS,
    ...(software ? BARRIER_FREE_KERNELS : {}),
  })) {
    const stock = tf.getKernel(kernelName, BACKEND) as tf.KernelConfig | undefined;
    before.set(kernelName, stock);
    if (stock !== undefined) {
      tf.unregisterKernel(kernelName, BACKEND);
    }
    tf.registerKernel({
      ...stock,
      kernelName,
      backendName: BACKEND,
      kernelFunc: args => compute(kernelName, kernel, stock, args),
    });
  }
}

/** Puts the kernels back that were there before. */
export function unregisterWebGPUKernels(): void {
  for (const [kernelName, stock] of before) {
    tf.unregisterKernel(kernelName, BACKEND);
    if (stock !== undefined) {
      tf.registerKernel(stock);
    }
  }
  before.clear();
}

function compute(
  kernelName: string,
  kernel: GpuKernel,
  stock: tf.KernelConfig | undefined,
  args: Parameters<tf.KernelFunc>[0],
): ReturnType<tf.KernelFunc> {
  const inputs = args.inputs as Partial<Record<string, tf.TensorInfo>>;
  const given = {inputs, ...(args.attrs === undefined ? {} : {attrs: args.attrs})};
  if (isFloat(inputs) && (kernel.takes?.(given) ?? true)) {
    return kernel.compute(args.backend as GpuBackend, given);
  }
  if (stock === undefined) {
    throw new Error(`internal: kernel ${kernelName} was asked for what it does not do; please report this.`);
  }
  return stock.kernelFunc(args);
}

function isFloat(inputs: Partial<Record<string, tf.TensorInfo>>): boolean {
  return Object.values(inputs).every(tensor => (tensor?.dtype ?? 'float32') === 'float32');
}
