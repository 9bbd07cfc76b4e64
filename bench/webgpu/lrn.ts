/**
 * Local response normalization and its gradient on WebGPU: the kernels of this library and those of TensorFlow.js,
 * alternately, in one run, on one adapter.
 *
 *     npm run bench:webgpu -- [--rows 1760] [--stock-rows 1760] [--rounds 5] [--runs 3]
 *
 * A row is 55 pixels of 96 channels; 32 images of the first layer of AlexNet have 1760. On a software adapter the
 * stock gradient takes hours for all of them; with fewer `--stock-rows` its time is too short and the ratio too high.
 *
 * Needs an adapter (`alexnet doctor` says how to get one).
 */
import {parseArgs} from 'node:util';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import {ensureBuilt} from '../../scripts/project';
import type {Sample} from '../statistics';
import {inTurns, sampleOf, showFigure} from '../turns';

const {values: options} = parseArgs({
  options: {
    rows: {type: 'string', default: '1760'},
    'stock-rows': {type: 'string'},
    rounds: {type: 'string', default: '5'},
    runs: {type: 'string', default: '3'},
  },
});
ensureBuilt();
await import('tfjs-alexnet'); // and with it the gradients of TensorFlow.js
const {useWebGPU} = await import('tfjs-alexnet/webgpu');
const BACKEND = 'webgpu';
const ROWS = Number(options.rows);
const STOCK_ROWS = Number(options['stock-rows'] ?? ROWS);

const kernelsInUse = (): tf.KernelConfig[] => ['LRN', 'LRNGrad'].map(name => tf.getKernel(name, BACKEND));
const stock = kernelsInUse();
const {adapter, software} = await useWebGPU();
const ours = kernelsInUse();

function use(kernels: readonly tf.KernelConfig[]): void {
  for (const kernel of kernels) {
    tf.unregisterKernel(kernel.kernelName, BACKEND);
    tf.registerKernel(kernel);
  }
}

const both = tf.valueAndGrad((x: tf.Tensor4D) => tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75));

/** Value and gradient of this many rows; a corner of each is read back, which waits until both are computed. */
function lrn(rows: number): () => Promise<number[]> {
  const random = (seed: number): tf.Tensor4D =>
    tf.randomNormal<tf.Rank.R4>([1, rows, 55, 96], 0, 1, 'float32', seed);
  const [x, dy] = [random(1), random(2)];
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
if (!values.every((value, i) => Math.abs(value - (stockValues[i] ?? Number.NaN)) < 1e-5)) {
  throw new Error('the kernels differ from those of TensorFlow.js');
}

const sampler = (kernels: readonly tf.KernelConfig[], rows: number): (() => Promise<Sample>) => {
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
