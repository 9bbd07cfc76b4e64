import {lastLines, type RunProcess} from './run-process.node.js';

/** What {@link checkTensorFlow} found. */
export type TensorFlowCheck = {works: true; tensorflow: string} | {works: false; because: string};

/** Trains one step of a small convolutional network, checks that the loss falls, and prints one line of JSON. */
const TRAIN_ONE_STEP = `
const util = require('util');
util.isNullOrUndefined ??= value => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
if (tf.getBackend() !== 'tensorflow') throw new Error('the backend is ' + tf.getBackend());
const x = tf.linspace(-1, 1, 72).reshape([2, 6, 6, 1]);
const filter = tf.variable(tf.fill([3, 3, 1, 2], 0.1));
const loss = () => tf.maxPool(tf.conv2d(x, filter, 1, 'same'), 2, 2, 'valid').sub(1).square().mean();
const optimizer = tf.train.sgd(0.01);
const before = loss().dataSync()[0];
optimizer.minimize(loss);
const after = loss().dataSync()[0];
if (!(after < before)) throw new Error('a training step took the loss from ' + before + ' to ' + after);
console.log(JSON.stringify({tensorflow: tf.backend().binding.TF_Version}));
`;

/** Two minutes: the library for GPUs may compile its kernels for a new device at the first start. */
const TIMEOUT_MS = 120_000;

/** Loads the package in this folder in a fresh process and trains one step. */
export async function checkTensorFlow(packageDirectory: string, run: RunProcess): Promise<TensorFlowCheck> {
  const {code, output} = await run(process.execPath, ['-e', TRAIN_ONE_STEP, packageDirectory], {
    env: {TF_CPP_MIN_LOG_LEVEL: '1'},
    timeoutMs: TIMEOUT_MS,
  });
  const report = /\{"tensorflow":"[^"]*"\}/.exec(output);
  if (code === 0 && report !== null) {
    return {works: true, ...(JSON.parse(report[0]) as {tensorflow: string})};
  }
  const error = output.split('\n').find(line => /Error: /.test(line));
  return {
    works: false,
    because: code === 124 ? 'it did not end within two minutes' : (error?.trim() ?? lastLines(output)),
  };
}
