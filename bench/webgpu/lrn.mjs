/**
 * Local response normalization and its gradient on WebGPU: the kernels of this library and those of TensorFlow.js, in
 * turns, in one run, on one adapter.
 *
 *     node bench/webgpu/lrn.mjs [--rows 1760] [--stock-rows 1760] [--rounds 5] [--runs 3]
 *
 * A row is 55 pixels of 96 channels; 32 images of the first layer of AlexNet have 1760. On an adapter in software the
 * stock gradient takes hours for all of them: with fewer `--stock-rows` its time is too short, and the ratio too high.
 *
 * Needs `npm run build`, and an adapter (`alexnet doctor` says how to get one).
 */
import {parseArgs} from 'node:util';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import 'tfjs-alexnet'; // and with it the gradients of TensorFlow.js
import {useWebGPU} from 'tfjs-alexnet/webgpu';
import {inTurns, sampleOf, showFigure} from '../turns.mjs';

const {values: options} = parseArgs({
  options: {
    rows: {type: 'string', default: '1760'},
    'stock-rows': {type: 'string'},
    rounds: {type: 'string', default: '5'},
    runs: {type: 'string', default: '3'},
  },
});
const BACKEND = 'webgpu';
const ROWS = Number(options.rows);
const STOCK_ROWS = Number(options['stock-rows'] ?? ROWS);

const kernelsInUse = () => ['LRN', 'LRNGrad'].map(name => tf.getKernel(name, BACKEND));
const stock = kernelsInUse();
const {adapter, software} = await useWebGPU();
const ours = kernelsInUse();

function use(kernels) {
  for (const kernel of kernels) {
    tf.unregisterKernel(kernel.kernelName, BACKEND);
    tf.registerKernel(kernel);
  }
}

const both = tf.valueAndGrad(x => tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75));

/** Value and gradient of so many rows; a corner of each is read back, so that both were computed. */
function lrn(rows) {
  const [x, dy] = [1, 2].map(seed => tf.randomNormal([1, rows, 55, 96], 0, 1, 'float32', seed));
  return async () => {
    const {value, grad} = both(x, dy);
    const corners = [value, grad].map(whole => tf.slice(whole, [0, 0, 0, 0], [1, 1, 1, 96]));
    const read = await Promise.all(corners.map(corner => corner.data()));
    tf.dispose([value, grad, corners]);
    return read.flatMap(values => [...values]);
  };
}

const small = lrn(1);
use(ours);
const values = await small();
use(stock);
const stockValues = await small();
if (!values.every((value, i) => Math.abs(value - stockValues[i]) < 1e-5)) {
  throw new Error('the kernels differ from those of TensorFlow.js');
}

const sampler = (kernels, rows) => {
  const run = lrn(rows);
  return () => {
    use(kernels);
    return sampleOf(run, Number(options.runs));
  };
};
const samples = await inTurns(
  {ours: sampler(ours, ROWS), stock: sampler(stock, STOCK_ROWS)},
  Number(options.rounds),
);
console.log(`LRN and gradient on ${adapter}${software ? ' (software)' : ''}`);
const figure = showFigure(`ours, ${ROWS} rows`, samples.ours);
showFigure(`stock, ${STOCK_ROWS} rows`, samples.stock, figure);
