/**
 * Local response normalization and its gradient on WebGPU: the kernels of this library and those of TensorFlow.js, in
 * turns, in one run, on one adapter.
 *
 *     node bench/webgpu/lrn.mjs [--batch 32] [--rounds 5] [--runs 3]
 *
 * Needs `npm run build`, and an adapter (`alexnet doctor` says how to get one).
 */
import {parseArgs} from 'node:util';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import 'tfjs-alexnet'; // and with it the gradients of tfjs
import {useWebGPU} from 'tfjs-alexnet/webgpu';
import {inTurns, sampleOf, showFigure} from '../turns.mjs';

const {values: options} = parseArgs({
  options: {
    batch: {type: 'string', default: '32'},
    rounds: {type: 'string', default: '5'},
    runs: {type: 'string', default: '3'},
  },
});
const SHAPE = [Number(options.batch), 55, 55, 96];
const BACKEND = 'webgpu';

const kernels = () => ['LRN', 'LRNGrad'].map(name => tf.getKernel(name, BACKEND));
const stock = kernels();
const {adapter, software} = await useWebGPU();
const ours = kernels();
console.log(`${adapter}${software ? ' (software)' : ''}, ${SHAPE.join(' × ')}`);

const x = tf.randomNormal(SHAPE, 0, 1, 'float32', 1);
const dy = tf.randomNormal(SHAPE, 0, 1, 'float32', 2);
const both = tf.valueAndGrad(image => tf.localResponseNormalization(image, 2, 2, 1e-4, 0.75));

function take(chosen) {
  for (const kernel of chosen) {
    tf.unregisterKernel(kernel.kernelName, BACKEND);
    tf.registerKernel(kernel);
  }
}

/** Value and gradient; a corner of each is read back, so that both were computed. */
async function run() {
  const {value, grad} = both(x, dy);
  const corners = tf.tidy(() => [value, grad].map(all => tf.slice(all, [0, 0, 0, 0], [1, 1, 1, 4])));
  const read = await Promise.all(corners.map(corner => corner.data()));
  tf.dispose([value, grad, corners]);
  return read;
}

const [[y, dx], [stockY, stockDx]] = [(take(ours), await run()), (take(stock), await run())];
const difference = Math.max(...[...y, ...dx].map((value, i) => Math.abs(value - [...stockY, ...stockDx][i])));
if (!(difference < 1e-4)) {
  throw new Error(`the kernels differ by ${difference}`);
}
const sampler = chosen => () => {
  take(chosen);
  return sampleOf(run, Number(options.runs));
};
const samples = await inTurns({ours: sampler(ours), stock: sampler(stock)}, Number(options.rounds));
showFigure('  stock kernels', samples.stock, showFigure('LRN and gradient, ours', samples.ours));
