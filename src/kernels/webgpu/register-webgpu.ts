import type * as tf from '@tensorflow/tfjs-core';
import {AVERAGE_POOL_GRADIENT} from '../composed/average-pool-gradient';
import {CONV3D_KERNELS} from '../composed/conv3d';
import {POOL3D_KERNELS} from '../composed/pool3d';
import {registerKernels} from '../register-kernels';
import {BARRIER_FREE_CONV2D_KERNELS, CONV2D_KERNELS} from './conv2d';
import type {GpuKernels} from './gpu-kernel';
import type {GpuBackend} from './gpu-program';
import {BARRIER_FREE_MAT_MUL_KERNELS} from './mat-mul';
import {MOMENTUM_KERNELS} from './momentum';
import {NORMALIZE_KERNELS} from './normalize';
import {RELU_BIAS_KERNELS} from './relu-bias';
import {SINE_KERNELS} from './sine';
import {BARRIER_FREE_SUM_KERNELS} from './sum-rows';

const KERNELS: GpuKernels = {
  ...NORMALIZE_KERNELS,
  ...CONV2D_KERNELS,
  ...RELU_BIAS_KERNELS,
  ...MOMENTUM_KERNELS,
  // Wrong in tfjs-webgpu: gradients of pools, and padding of 'same' in three dimensions where strides exceed windows.
  AvgPoolGrad: AVERAGE_POOL_GRADIENT,
  ...POOL3D_KERNELS,
  ...CONV3D_KERNELS,
  // Right to three digits in tfjs-webgpu.
  ...SINE_KERNELS,
};
/** Replacements of stock kernels that wait at a barrier in each stage of a sum. */
const BARRIER_FREE_KERNELS = {
  ...BARRIER_FREE_CONV2D_KERNELS,
  ...BARRIER_FREE_MAT_MUL_KERNELS,
  ...BARRIER_FREE_SUM_KERNELS,
};

let undo: (() => void) | undefined;

/**
 * Registers the kernels of this folder on the webgpu backend, over those that were there; a second call replaces the
 * first. On an adapter that is a program (`software`) a barrier costs more than the work between two of them, so there
 * the convolutions, products and sums of tfjs are replaced too.
 */
export function registerWebGPUKernels({software = false} = {}): void {
  unregisterWebGPUKernels();
  undo = registerKernels(
    {...KERNELS, ...(software ? BARRIER_FREE_KERNELS : {})},
    {
      backendName: 'webgpu',
      hostOf: (backend: tf.KernelBackend) => backend as unknown as GpuBackend,
    },
  );
}

/** Puts the kernels back that were there before. */
export function unregisterWebGPUKernels(): void {
  undo?.();
  undo = undefined;
}
