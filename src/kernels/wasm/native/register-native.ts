import * as tf from '@tensorflow/tfjs-core';
import {CONV2D_KERNELS} from './conv2d';
import {COPY_ROWS_KERNELS} from './copy-rows';
import {DEPTHWISE_KERNELS} from './depthwise';
import {ELEMENTWISE_KERNELS} from './elementwise';
import {MAT_MUL_KERNELS} from './mat-mul';
import {MOMENTUM_KERNELS} from './momentum';
import {NAN_KEEPING_KERNELS} from './nan-keeping';
import type {NativeHost} from './native-host';
import type {NativeKernels} from './native-kernel';
import {NORMALIZE_KERNELS} from './normalize';
import {PICK_WINDOWS_KERNELS} from './pick-windows';
import {POOL2D_KERNELS} from './pool2d';
import {SEGMENT_SUM_KERNELS} from './segment-sum';

const KERNELS: NativeKernels = {
  ...CONV2D_KERNELS,
  ...DEPTHWISE_KERNELS,
  ...MAT_MUL_KERNELS,
  ...NORMALIZE_KERNELS,
  ...POOL2D_KERNELS,
  ...ELEMENTWISE_KERNELS,
  ...NAN_KEEPING_KERNELS,
  ...MOMENTUM_KERNELS,
  ...SEGMENT_SUM_KERNELS,
  ...COPY_ROWS_KERNELS,
  ...PICK_WINDOWS_KERNELS,
};

/** The kernels that were there before, for what ours do not take. Kernels of our own names have none. */
const before = new Map<string, tf.KernelConfig | undefined>();
let active: NativeHost | undefined;

/** The host whose kernels are in use. */
export function nativeHost(): NativeHost | undefined {
  return active;
}

/**
 * Registers the kernels of native/wasm on the wasm backend of this host, over those that were there. They end with the
 * backend, or with {@link unregisterNative}.
 */
export function registerNative(host: NativeHost): void {
  unregisterNative();
  active = host;
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    const stock = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined;
    before.set(kernelName, stock);
    if (stock !== undefined) {
      tf.unregisterKernel(kernelName, 'wasm');
    }
    tf.registerKernel({
      ...stock,
      kernelName,
      backendName: 'wasm',
      kernelFunc: args => {
        const inputs = args.inputs as Partial<Record<string, tf.TensorInfo>>;
        const given = {inputs, ...(args.attrs === undefined ? {} : {attrs: args.attrs})};
        // Another backend of this name: made after ours was removed.
        if (args.backend === host.backend && isFloat(given.inputs) && (kernel.takes?.(given) ?? true)) {
          return kernel.compute(host, given);
        }
        if (stock === undefined) {
          throw new Error(
            `internal: kernel ${kernelName} was asked for what it does not do; please report this.`,
          );
        }
        return stock.kernelFunc(args);
      },
      disposeFunc: backend => {
        stock?.disposeFunc?.(backend);
        host.dispose();
      },
    });
  }
}

/** Puts the kernels back that were there before, and ends the host's threads. */
export function unregisterNative(): void {
  for (const [kernelName, stock] of before) {
    tf.unregisterKernel(kernelName, 'wasm');
    if (stock !== undefined) {
      tf.registerKernel(stock);
    }
  }
  before.clear();
  active?.dispose();
  active = undefined;
}

/** All tensors float32, but for the ids of segments, which their own kernel looks at. */
function isFloat(inputs: Partial<Record<string, tf.TensorInfo>>): boolean {
  return Object.entries(inputs).every(
    ([name, tensor]) => name === 'segmentIds' || tensor === undefined || tensor.dtype === 'float32',
  );
}
