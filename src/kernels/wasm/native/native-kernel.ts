import type * as tf from '@tensorflow/tfjs-core';
import type {NativeHost} from './native-host';

/** What tfjs passes to a kernel. */
export interface KernelArgs {
  inputs: Partial<Record<string, tf.TensorInfo>>;
  attrs?: tf.NamedAttrMap;
}

/** A kernel of native/wasm in place of one of tfjs, or beside them. */
export interface NativeKernel {
  /** Whether it can do this; what it cannot is left to the kernel that was there. Float32 is tested apart. */
  takes?: (args: KernelArgs) => boolean;
  compute: (host: NativeHost, args: KernelArgs) => tf.TensorInfo | tf.TensorInfo[];
}

/** Kernels by the names under which ops ask for them. */
export type NativeKernels = Readonly<Record<string, NativeKernel>>;
