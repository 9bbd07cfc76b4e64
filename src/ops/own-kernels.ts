import * as tf from '@tensorflow/tfjs-core';

/** What a registered kernel of this library says of itself. */
export interface OwnKernel {
  /** Whether it computes on this backend. After a restart of the backend it may stand there without its host. */
  serves: (backend: tf.KernelBackend) => boolean;
}

/**
 * Whether the backend in use has a kernel of this library, which does in one pass what an op here otherwise composes.
 * Inside a gradient of a gradient it is left aside: it has no second derivative.
 */
export function hasOwnKernel(kernelName: string): boolean {
  const kernel = tf.getKernel(kernelName, tf.getBackend()) as
    (tf.KernelConfig & Partial<OwnKernel>) | undefined;
  return (
    kernel !== undefined && (kernel.serves?.(tf.backend()) ?? true) && tf.engine().state.gradientDepth <= 1
  );
}
