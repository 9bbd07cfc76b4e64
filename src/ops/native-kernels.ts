import * as tf from '@tensorflow/tfjs-core';

/**
 * Whether the backend in use has the kernels of `tfjs-alexnet/wasm`, which do in one pass what the ops here otherwise
 * compose. Inside a gradient of a gradient they are left aside: they have no second derivative.
 */
export function hasNativeKernels(): boolean {
  const kernel = tf.getKernel('GroupedConv2D', tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel !== undefined && tf.engine().state.gradientDepth <= 1;
}
