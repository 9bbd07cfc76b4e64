/** Local response normalization by the kernels of the current backend, without the engine's bookkeeping around a gradient. */
import type * as tfjs from '@tensorflow/tfjs-core';
import {randomNumbers} from './serve';

const SHAPE: [number, number, number, number] = [32, 55, 55, 96];
const CONSTANTS = {depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75};

/** Returns a function that does the work once. */
export function lrnWork(tf: typeof tfjs, work: 'lrn' | 'lrn-gradient'): () => void {
  const size = SHAPE.reduce((product, length) => product * length, 1);
  const x = tf.tensor4d(randomNumbers(size, 30), SHAPE);
  const {depthRadius, bias, alpha, beta} = CONSTANTS;
  const y = tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
  const dy = tf.tensor4d(randomNumbers(size, 1), SHAPE);
  const compute =
    work === 'lrn'
      ? (): tfjs.Tensor => tf.localResponseNormalization(x, depthRadius, bias, alpha, beta)
      : (): tfjs.Tensor => tf.engine().runKernel('LRNGrad', {x, y, dy}, CONSTANTS);
  return () => {
    tf.tidy(() => void compute());
  };
}
