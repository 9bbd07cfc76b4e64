import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {fillGaussian} from '../core/fill-gaussian';
import {formatBytes} from '../core/format-bytes';
import {nextTurn} from '../core/next-turn';
import {RandomStream} from '../core/random';
import {requireModel} from '../models/require-model';
import {AlexNetError} from '../errors';
import {momentumSGD} from '../optimizers/momentum-sgd';
import {GradientStep} from './gradient-step';

/** Largest tensor, in bytes, that the wasm backend can hold. */
const MAX_INPUT_BYTES = 2 ** 31;

/** Options of {@link benchmarkModel}. */
export interface BenchmarkOptions {
  /** Images per batch. ≥ 1. Default 32. */
  batchSize?: number;
  /** Measurements of prediction and of the training step, taken alternately. ≥ 1. Default 5. */
  rounds?: number;
  /** Runs before the first measurement, in which backends compile and allocate. ≥ 0. Default 2. */
  warmUps?: number;
  /** A clock in milliseconds. Default `performance.now`. */
  now?: () => number;
}

/** Milliseconds over several rounds. */
export interface Timing {
  /** Shortest round: the one that other work on the machine disturbed least. */
  min: number;
  /** Median round; for an even number of rounds the lower of the two in the middle. */
  median: number;
}

/** Result of {@link benchmarkModel}. */
export interface BenchmarkReport {
  batchSize: number;
  rounds: number;
  /** Time of a prediction, from images in memory to scores in memory. */
  forwardMs: Timing;
  /** Time of a whole step of `train`: forward with dropout, loss, all gradients, momentum update, read metrics. */
  trainStepMs: Timing;
}

/**
 * Measures a classifier on the backend in use, on random images: prediction and a whole step of training.
 *
 * The training is real, but at learning rate 0: the weights stay as they are. The dropout layers advance.
 *
 * @example
 * const {trainStepMs} = await benchmarkModel(createAlexNet({seed: 1}), {batchSize: 32});
 * console.log(trainStepMs.median);
 */
export async function benchmarkModel(
  model: tfl.LayersModel,
  options: BenchmarkOptions = {},
): Promise<BenchmarkReport> {
  requireModel('benchmarkModel', model);
  const check = checksFor('benchmarkModel');
  check.knownKeys('option', options, ['batchSize', 'rounds', 'warmUps', 'now']);
  const {now = () => performance.now()} = options;
  const batchSize = check.integer('batchSize', options.batchSize ?? 32, 1);
  const rounds = check.integer('rounds', options.rounds ?? 5, 1);
  const warmUps = check.integer('warmUps', options.warmUps ?? 2, 0);
  const optimizer = momentumSGD({learningRate: 0});
  const step = new GradientStep(model, optimizer);
  const images = randomImages(model, batchSize);
  const labels = Int32Array.from({length: batchSize}, (_, i) => i % step.classes);
  const times = {forward: [] as number[], trainStep: [] as number[]};
  try {
    for (let round = -warmUps; round < rounds; round++) {
      // Lets signals and other tasks of the program run between the measurements, not during them.
      await nextTurn();
      const start = now();
      const scores = tf.tidy(() => model.predict(images, {batchSize}) as tf.Tensor);
      await scores.data();
      const forward = now() - start;
      scores.dispose();
      await nextTurn();
      const stepStart = now();
      await step.run(images, labels);
      const trainStep = now() - stepStart;
      if (round >= 0) {
        times.forward.push(forward);
        times.trainStep.push(trainStep);
      }
    }
  } finally {
    images.dispose();
    optimizer.dispose();
  }
  return {batchSize, rounds, forwardMs: timingOf(times.forward), trainStepMs: timingOf(times.trainStep)};
}

/** Returns random values like those after the mean is subtracted: around 0, with a standard deviation of 50. */
function randomImages(model: tfl.LayersModel, batchSize: number): tf.Tensor4D {
  const [, ...shape] = model.inputs[0]?.shape ?? [];
  if (model.inputs.length !== 1 || shape.length !== 3 || shape.includes(null)) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: `benchmarkModel "${model.name}"`,
      problem: 'the input is not one batch of images of a known size.',
      expected: 'one input [batch, height, width, channels]',
      received: model.inputs
        .map(input => `[${input.shape.map(length => length ?? '?').join(', ')}]`)
        .join(' and '),
      fix: 'set inputShape: [height, width, channels] on the first layer',
    });
  }
  const lengths = shape as [number, number, number];
  const count = lengths.reduce((product, length) => product * length, batchSize);
  if (4 * count > MAX_INPUT_BYTES) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: `benchmarkModel "${model.name}"`,
      problem: 'the batch is larger than a backend can hold.',
      expected: `images of ${formatBytes(MAX_INPUT_BYTES)} or less`,
      received: `batchSize = ${batchSize}: ${formatBytes(4 * count)}`,
      fix: 'measure a smaller batch',
    });
  }
  const values = new Float32Array(count);
  fillGaussian(values, RandomStream.derive(0, 'benchmark'), 0, 50);
  return tf.tensor4d(values, [batchSize, ...lengths]);
}

function timingOf(times: readonly number[]): Timing {
  const sorted = [...times].sort((one, other) => one - other);
  return {min: sorted[0] ?? Number.NaN, median: sorted[(sorted.length - 1) >> 1] ?? Number.NaN};
}
