/**
 * A training step of the two-tower AlexNet on native TensorFlow: this library's, the same net from the parts that
 * TensorFlow.js has (groups by split and concat, its LRN, its momentum) on tfjs-node as it comes, and PyTorch's, in turns,
 * in one run. Between them the same parts with those kernels of this library that stock ops take too (the gradients of
 * pooling and of ReLU): the rest of the difference is groups, LRN and momentum.
 *
 *     node bench/native/step.mjs [--batch 32] [--rounds 5] [--steps 4] [--only step|lrn] [--python python3] [--profile]
 *
 * Needs `npm run build`, `alexnet setup tfjs-node`, and for PyTorch a Python that has it. A sample that was taken while
 * others held the processors does not count, unless there are too few others: then the line says so.
 */
import {execFileSync} from 'node:child_process';
import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, localResponseNormalization, logitsModel, momentumSGD} from 'tfjs-alexnet';
import {chooseBackend} from 'tfjs-alexnet/node';
import {busyMs} from '../cpu-time.mjs';
import {inTurns, sampleOf, shareOfOthers, showFigure} from '../turns.mjs';

const {values: options} = parseArgs({
  options: {
    batch: {type: 'string', default: '32'},
    rounds: {type: 'string', default: '5'},
    steps: {type: 'string', default: '4'},
    only: {type: 'string'},
    python: {type: 'string', default: 'python3'},
    profile: {type: 'boolean', default: false},
  },
});
const BATCH = Number(options.batch);
const RATE = 0.01;
const BACKEND = 'tensorflow';
createRequire(import.meta.url)('@tensorflow/tfjs-node');
const stockKernels = tf.getKernelsForBackend(BACKEND);
const report = await chooseBackend({prefer: 'node'});
const ownKernels = tf.getKernelsForBackend(BACKEND);

/** Registers these kernels in place of all that there are. */
function use(kernels) {
  tf.getKernelsForBackend(BACKEND).forEach(({kernelName}) => tf.unregisterKernel(kernelName, BACKEND));
  kernels.forEach(kernel => tf.registerKernel(kernel));
}

for (const {name, because} of report.missing) {
  console.log(`not here: ${name} (${because})`);
}
console.log(`TensorFlow ${report.tensorflow}, batch ${BATCH}, kernels: ${report.nativeKernels.join(', ')}`);

const images = tf.randomNormal([BATCH, 227, 227, 3], 0, 1, 'float32', 1);
const labels = tf.oneHot(
  tf.tensor1d(
    Array.from({length: BATCH}, (_, i) => (i * 7) % 1000),
    'int32',
  ),
  1000,
);

function crossEntropy(logits) {
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}

/** One step: gradients by the tape, update by the optimizer, the loss read back. */
async function step(forward, optimizer, variables) {
  const loss = tf.tidy(() => {
    const {value, grads} = tf.variableGrads(() => crossEntropy(forward()), variables);
    optimizer.applyGradients(variables.map(({name}) => ({name, tensor: grads[name]})));
    return value;
  });
  const [value] = await loss.data();
  loss.dispose();
  return value;
}

function ours() {
  const model = createAlexNet({seed: 1});
  const logits = logitsModel(model);
  const optimizer = momentumSGD({learningRate: RATE});
  const variables = model.trainableWeights.map(weight => weight.read());
  return () => step(() => logits.apply(images, {training: true}), optimizer, variables);
}

function stock() {
  const variables = {};
  const weight = (name, shape, scale) => {
    variables[`${name}w`] = tf.variable(tf.randomNormal(shape, 0, scale, 'float32', 1));
    variables[`${name}b`] = tf.variable(tf.fill([shape.at(-1)], 0.01));
  };
  const CONVOLUTIONS = [
    ['c1', 11, 3, 96],
    ['c2', 5, 48, 256],
    ['c3', 3, 256, 384],
    ['c4', 3, 192, 384],
    ['c5', 3, 192, 256],
  ];
  for (const [name, kernel, channels, filters] of CONVOLUTIONS) {
    weight(name, [kernel, kernel, channels, filters], Math.sqrt(2 / (kernel * kernel * channels)));
  }
  for (const [name, inputs, units] of [
    ['f6', 9216, 4096],
    ['f7', 4096, 4096],
    ['f8', 4096, 1000],
  ]) {
    weight(name, [inputs, units], Math.sqrt(2 / inputs));
  }
  const convolve = (x, name, strides, pad, groups) => {
    const kernel = variables[`${name}w`];
    const y =
      groups === 1
        ? tf.conv2d(x, kernel, strides, pad)
        : tf.concat(
            tf
              .split(x, groups, 3)
              .map((part, g) => tf.conv2d(part, tf.split(kernel, groups, 3)[g], strides, pad)),
            3,
          );
    return tf.relu(tf.add(y, variables[`${name}b`]));
  };
  const normalize = x => tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75);
  const pool = x => tf.maxPool(x, 3, 2, 'valid');
  const dense = (x, name) => tf.add(tf.matMul(x, variables[`${name}w`]), variables[`${name}b`]);
  const forward = () => {
    let x = pool(normalize(convolve(images, 'c1', 4, 'valid', 1)));
    x = pool(normalize(convolve(x, 'c2', 1, 'same', 2)));
    x = convolve(x, 'c3', 1, 'same', 1);
    x = convolve(x, 'c4', 1, 'same', 2);
    x = pool(convolve(x, 'c5', 1, 'same', 2));
    x = tf.relu(dense(tf.dropout(tf.reshape(x, [BATCH, -1]), 0.5), 'f6'));
    x = tf.relu(dense(tf.dropout(x, 0.5), 'f7'));
    return dense(x, 'f8');
  };
  const optimizer = tf.train.momentum(RATE, 0.9);
  return () => step(forward, optimizer, Object.values(variables));
}

/** Forward and gradient of LRN on the largest map. */
function lrn(normalize) {
  const x = tf.randomNormal([BATCH, 55, 55, 96], 0, 1, 'float32', 1);
  const dy = tf.randomNormal(x.shape, 0, 1, 'float32', 2);
  const both = tf.valueAndGrad(input => normalize(input));
  return async () => {
    const {value, grad} = both(x, dy);
    await tf.slice(grad, [0, 0, 0, 0], [1, 1, 1, 1]).data();
    tf.dispose([value, grad]);
  };
}

function pytorch(steps) {
  const script = fileURLToPath(new URL('step.py', import.meta.url));
  const args = [script, '--batch', options.batch, '--steps', String(steps)];
  args.push('--threads', String(availableParallelism()));
  const before = {busy: busyMs(), time: performance.now()};
  const {ms, cpuMs} = JSON.parse(execFileSync(options.python, args, {encoding: 'utf8'}));
  return {ms, others: shareOfOthers(busyMs() - before.busy, cpuMs, performance.now() - before.time)};
}

/** Milliseconds of a step by operation of TensorFlow, which run one after the other. */
async function profile(run, steps) {
  const backend = tf.backend();
  const {binding} = backend;
  const spent = new Map();
  const executeOp = (name, ...rest) => {
    const started = performance.now();
    try {
      return binding.executeOp(name, ...rest);
    } finally {
      const {count = 0, ms = 0} = spent.get(name) ?? {};
      spent.set(name, {count: count + 1, ms: ms + performance.now() - started});
    }
  };
  backend.binding = Object.create(binding, {executeOp: {value: executeOp}});
  await run();
  await run();
  spent.clear();
  const started = performance.now();
  for (let i = 0; i < steps; i++) {
    await run();
  }
  const whole = (performance.now() - started) / steps;
  backend.binding = binding;
  let known = 0;
  for (const [name, {count, ms}] of [...spent].sort((a, b) => b[1].ms - a[1].ms)) {
    known += ms / steps;
    if (ms / steps >= 1) {
      console.log(
        `${name.padEnd(36)} ${(count / steps).toFixed(0).padStart(4)} × ${(ms / steps).toFixed(1).padStart(7)} ms`,
      );
    }
  }
  console.log(
    `${'outside of TensorFlow'.padEnd(36)}        ${(whole - known).toFixed(1).padStart(7)} ms of ${whole.toFixed(0)}`,
  );
}

const STEPS = Number(options.steps);
if (options.profile) {
  await profile(ours(), STEPS);
} else {
  const own = localResponseNormalization();
  const sampler =
    (run, runs, kernels = ownKernels) =>
    async () => {
      use(kernels);
      return await sampleOf(run, runs);
    };
  const stockStep = stock();
  const steps = {
    ours: sampler(ours(), STEPS),
    stock: sampler(stockStep, STEPS, stockKernels),
    mixed: sampler(stockStep, STEPS),
    PyTorch: () => pytorch(STEPS),
  };
  const norms = {
    'LRN ours': sampler(
      lrn(x => own.apply(x)),
      2 * STEPS,
    ),
    'LRN stock': sampler(
      lrn(x => tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75)),
      2 * STEPS,
      stockKernels,
    ),
  };
  const works = {...(options.only === 'lrn' ? {} : steps), ...(options.only === 'step' ? {} : norms)};
  const samples = await inTurns(works, Number(options.rounds));
  if (samples.ours !== undefined) {
    const step = showFigure('training step, ours', samples.ours);
    showFigure('  stock tfjs-node', samples.stock, step);
    showFigure('  with our pooling, ReLU', samples.mixed, step);
    showFigure('  PyTorch', samples.PyTorch, step);
  }
  if (samples['LRN ours'] !== undefined) {
    const norm = showFigure('LRN and gradient, ours', samples['LRN ours']);
    showFigure('  stock tfjs-node', samples['LRN stock'], norm);
  }
}
