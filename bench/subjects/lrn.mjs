// Local response normalization by the kernels of the backend in use, without the engine's bookkeeping around a gradient.
import {randomNumbers} from './serve.mjs';

const SHAPE = [32, 55, 55, 96];
const CONSTANTS = {depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75};

/** @param work 'lrn' or 'lrn-gradient'. */
export function lrnWork(tf, work) {
  const size = SHAPE.reduce((product, length) => product * length, 1);
  const x = tf.tensor4d(randomNumbers(size, 30), SHAPE);
  const {depthRadius, bias, alpha, beta} = CONSTANTS;
  const y = tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
  const dy = tf.tensor4d(randomNumbers(size, 1), SHAPE);
  const compute =
    work === 'lrn'
      ? () => tf.localResponseNormalization(x, depthRadius, bias, alpha, beta)
      : () => tf.engine().runKernel('LRNGrad', {x, y, dy}, CONSTANTS);
  return () => {
    tf.tidy(() => void compute());
  };
}
