/**
 * A training step of the two-tower AlexNet on native TensorFlow: this library, the same network from stock parts of
 * TensorFlow.js (groups by split and concat, its LRN, its momentum) on stock tfjs-node, and PyTorch, alternately, in one
 * run. A further variant is the stock parts with those kernels of this library that stock ops use too (the gradients of
 * pooling and ReLU); the remaining difference is groups, LRN and momentum.
 *
 *     npm run bench:native -- [--batch 32] [--rounds 5] [--steps 4] [--only step|lrn] [--python python3] [--profile]
 *
 * Needs `alexnet setup tfjs-node`, and for PyTorch a Python with torch. A sample taken while other
 * programs used the processors does not count, unless too few samples remain; then the line says so.
 */
import {execFileSync} from 'node:child_process';
import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import {ensureBuilt} from '../../scripts/project';
import {busyMs} from '../cpu-time';
import type {Sample} from '../statistics';
import {inTurns, sampleOf, shareOfOthers, showFigure} from '../turns';

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
ensureBuilt();
const {createAlexNet, localResponseNormalization, momentumSGD} = await import('tfjs-alexnet');
const {logitsModel} = await import('#internal');
const {chooseBackend} = await import('tfjs-alexnet/node');
createRequire(import.meta.url)('@tensorflow/tfjs-node');
const stockKernels = tf.getKernelsForBackend(BACKEND);
const report = await chooseBackend({prefer: 'node'});
const ownKernels = tf.getKernelsForBackend(BACKEND);

/** Replaces all registered kernels by these. */
function use(kernels: readonly tf.KernelConfig[]): void {
  tf.getKernelsForBackend(BACKEND).forEach(({kernelName}) => {
    tf.unregisterKernel(kernelName, BACKEND);
  });
  kernels.forEach(kernel => {
    tf.registerKernel(kernel);
  });
}

for (const {name, because} of report.missing ?? []) {
  console.log(`not available: ${name} (${because})`);
}
console.log(
  `TensorFlow ${report.tensorflow ?? '?'}, batch ${BATCH}, kernels: ${(report.nativeKernels ?? []).join(', ')}`,
);

const images = tf.randomNormal<tf.Rank.R4>([BATCH, 227, 227, 3], 0, 1, 'float32', 1);
const labels = tf.oneHot(
  tf.tensor1d(
    Array.from({length: BATCH}, (_, i) => (i * 7) % 1000),
    'int32',
  ),
  1000,
);

function crossEntropy(logits: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}

/** One measured run. */
type Run = () => Promise<unknown>;

/** One step: gradients by the tape, update by the optimizer, the loss read back. */
async function step(
  forward: () => tf.Tensor,
  optimizer: tf.Optimizer,
  variables: tf.Variable[],
): Promise<number | undefined> {
  const loss = tf.tidy(() => {
    const {value, grads} = tf.variableGrads(() => crossEntropy(forward()), variables);
    optimizer.applyGradients(
      variables.flatMap(({name}) => {
        const tensor = grads[name];
        return tensor === undefined ? [] : [{name, tensor}];
      }),
    );
    return value;
  });
  const [value] = await loss.data();
  loss.dispose();
  return value;
}

function ours(): Run {
  const model = createAlexNet({seed: 1});
  const logits = logitsModel(model);
  if (logits === undefined) {
    throw new Error('the model returns no logits');
  }
  const optimizer = momentumSGD({learningRate: RATE});
  // LayerVariable.read returns its tf.Variable.
  const variables = model.trainableWeights.map(weight => weight.read() as tf.Variable);
  return () => step(() => logits.apply(images, {training: true}) as tf.Tensor, optimizer, variables);
}

function stock(): Run {
  const kernels = new Map<string, tf.Variable>();
  const biases = new Map<string, tf.Variable>();
  const weight = (name: string, shape: number[], scale: number): void => {
    kernels.set(name, tf.variable(tf.randomNormal(shape, 0, scale, 'float32', 1)));
    biases.set(name, tf.variable(tf.fill([shape.at(-1) ?? 0], 0.01)));
  };
  const valueOf = (variables: Map<string, tf.Variable>, name: string): tf.Tensor => {
    const variable = variables.get(name);
    if (variable === undefined) {
      throw new Error(`no weights of ${name}`);
    }
    return variable;
  };
  const CONVOLUTIONS = [
    ['c1', 11, 3, 96],
    ['c2', 5, 48, 256],
    ['c3', 3, 256, 384],
    ['c4', 3, 192, 384],
    ['c5', 3, 192, 256],
  ] as const;
  for (const [name, kernel, channels, filters] of CONVOLUTIONS) {
    weight(name, [kernel, kernel, channels, filters], Math.sqrt(2 / (kernel * kernel * channels)));
  }
  for (const [name, inputs, units] of [
    ['f6', 9216, 4096],
    ['f7', 4096, 4096],
    ['f8', 4096, 1000],
  ] as const) {
    weight(name, [inputs, units], Math.sqrt(2 / inputs));
  }
  const convolve = (
    x: tf.Tensor4D,
    name: string,
    strides: number,
    pad: 'valid' | 'same',
    groups: number,
  ): tf.Tensor4D => {
    const kernel = valueOf(kernels, name) as tf.Tensor4D;
    const parts = tf.split<tf.Tensor4D>(kernel, groups, 3);
    const y =
      groups === 1
        ? tf.conv2d(x, kernel, strides, pad)
        : tf.concat(
            tf
              .split<tf.Tensor4D>(x, groups, 3)
              .map((part, g) => tf.conv2d(part, parts[g] ?? kernel, strides, pad)),
            3,
          );
    return tf.relu(tf.add<tf.Tensor4D>(y, valueOf(biases, name)));
  };
  const normalize = (x: tf.Tensor4D): tf.Tensor4D => tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75);
  const pool = (x: tf.Tensor4D): tf.Tensor4D => tf.maxPool(x, 3, 2, 'valid');
  const dense = (x: tf.Tensor2D, name: string): tf.Tensor2D =>
    tf.add(tf.matMul(x, valueOf(kernels, name) as tf.Tensor2D), valueOf(biases, name));
  const forward = (): tf.Tensor => {
    let x: tf.Tensor4D = pool(normalize(convolve(images, 'c1', 4, 'valid', 1)));
    x = pool(normalize(convolve(x, 'c2', 1, 'same', 2)));
    x = convolve(x, 'c3', 1, 'same', 1);
    x = convolve(x, 'c4', 1, 'same', 2);
    x = pool(convolve(x, 'c5', 1, 'same', 2));
    const flat = tf.reshape<tf.Rank.R2>(x, [BATCH, -1]);
    const f6 = tf.relu(dense(tf.dropout(flat, 0.5) as tf.Tensor2D, 'f6'));
    const f7 = tf.relu(dense(tf.dropout(f6, 0.5) as tf.Tensor2D, 'f7'));
    return dense(f7, 'f8');
  };
  const optimizer = tf.train.momentum(RATE, 0.9);
  return () => step(forward, optimizer, [...kernels.values(), ...biases.values()]);
}

/** Forward and gradient of LRN on the largest map. */
function lrn(normalize: (x: tf.Tensor4D) => tf.Tensor): Run {
  const x = tf.randomNormal<tf.Rank.R4>([BATCH, 55, 55, 96], 0, 1, 'float32', 1);
  const dy = tf.randomNormal(x.shape, 0, 1, 'float32', 2);
  const both = tf.valueAndGrad((input: tf.Tensor4D) => normalize(input));
  return async () => {
    const {value, grad} = both(x, dy);
    await tf.slice(grad, [0, 0, 0, 0], [1, 1, 1, 1]).data();
    tf.dispose([value, grad]);
  };
}

function pytorch(steps: number): Sample {
  const script = fileURLToPath(new URL('step.py', import.meta.url));
  const args = [script, '--batch', options.batch, '--steps', String(steps)];
  args.push('--threads', String(availableParallelism()));
  const before = {busy: busyMs(), time: performance.now()};
  const output = execFileSync(options.python, args, {encoding: 'utf8'});
  const {ms, cpuMs} = JSON.parse(output) as {ms: number[]; cpuMs: number};
  return {ms, others: shareOfOthers(busyMs() - before.busy, cpuMs, performance.now() - before.time)};
}

/** The used API of tfjs-node's addon. */
interface Binding {
  executeOp: (name: string, ...rest: unknown[]) => unknown;
}

/** Prints the milliseconds of a step by TensorFlow operation; operations run one after the other. */
async function profile(run: Run, steps: number): Promise<void> {
  const backend = tf.backend() as tf.KernelBackend & {binding: Binding};
  const {binding} = backend;
  const spent = new Map<string, {count: number; ms: number}>();
  const executeOp: Binding['executeOp'] = (name, ...rest) => {
    const started = performance.now();
    try {
      return binding.executeOp(name, ...rest);
    } finally {
      const {count = 0, ms = 0} = spent.get(name) ?? {};
      spent.set(name, {count: count + 1, ms: ms + performance.now() - started});
    }
  };
  backend.binding = Object.create(binding, {executeOp: {value: executeOp}}) as Binding;
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
    (run: Run, runs: number, kernels = ownKernels) =>
    (): Promise<Sample> => {
      use(kernels);
      return sampleOf(run, runs);
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
      lrn(x => own.apply(x) as tf.Tensor),
      2 * STEPS,
    ),
    'LRN stock': sampler(
      lrn(x => tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75)),
      2 * STEPS,
      stockKernels,
    ),
  };
  const works: Record<string, () => Sample | Promise<Sample>> = {
    ...(options.only === 'lrn' ? {} : steps),
    ...(options.only === 'step' ? {} : norms),
  };
  const samples = await inTurns(works, Number(options.rounds));
  const {ours: step, stock: stockSamples = [], mixed = [], PyTorch = []} = samples;
  if (step !== undefined) {
    const figure = showFigure('training step, ours', step);
    showFigure('  stock tfjs-node', stockSamples, figure);
    showFigure('  with our pooling, ReLU', mixed, figure);
    showFigure('  PyTorch', PyTorch, figure);
  }
  const {'LRN ours': norm, 'LRN stock': stockNorm = []} = samples;
  if (norm !== undefined) {
    showFigure('  stock tfjs-node', stockNorm, showFigure('LRN and gradient, ours', norm));
  }
}
