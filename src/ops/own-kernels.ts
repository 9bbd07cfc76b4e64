import * as tf from '@tensorflow/tfjs-core';

/**
 * Whether the backend in use has a kernel of this library, which does in one pass what an op here otherwise composes.
 * Inside a gradient of a gradient it is left aside: it has no second derivative.
 */
export function hasOwnKernel(kernelName: string): boolean {
  const kernel = tf.getKernel(kernelName, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel !== undefined && tf.engine().state.gradientDepth <= 1;
}
