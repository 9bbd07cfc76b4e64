import type * as tf from '@tensorflow/tfjs-core';
import type {GpuBackend} from './gpu-program';

/** What tfjs passes to a kernel. */
export interface GpuKernelArgs {
  inputs: Partial<Record<string, tf.TensorInfo>>;
  attrs?: tf.NamedAttrMap;
}

/** A kernel in WGSL in place of one of tfjs, or beside them. */
export interface GpuKernel {
  /** Whether it can do this; what it cannot is left to the kernel that was there. Float32 is tested apart. */
  takes?: (args: GpuKernelArgs) => boolean;
  compute: (backend: GpuBackend, args: GpuKernelArgs) => tf.TensorInfo | tf.TensorInfo[];
}

/** Kernels by the names under which ops ask for them. */
export type GpuKernels = Readonly<Record<string, GpuKernel>>;
