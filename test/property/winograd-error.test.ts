/**
 * The error of Winograd's method against float64: forward and both gradients within 1e-5 of the layer's largest value, on
 * AlexNet's own layers and on random ones. ALEXNET_WINOGRAD_BATCH sets the batch of the former (32 is that of training).
 */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {groupedConv2d} from '../../src/ops/grouped-conv2d';
import {
  exactFilterGradient,
  exactInputGradient,
  exactOutput,
  outputSize,
  type ExactShape,
  type ExactTensors,
} from '../support/exact-convolution';
import {useCompiledKernels} from '../support/compiled-kernels';
import {tidyValues} from '../support/tidy-values';

const BATCH = Number(process.env.ALEXNET_WINOGRAD_BATCH ?? 2);
const RUNS = Number(process.env.ALEXNET_WINOGRAD_RUNS ?? 8);
const BOUND = 1e-5;
/** Elements that are computed in float64: those that differ most from the direct method, and as many others. */
const CHECKED = 20;

const LAYERS: Record<string, ExactShape> = {
  conv1: {batch: BATCH, size: 227, channels: 3, filters: 96, kernel: 11, stride: 4, pad: 0, groups: 1},
  conv2: {batch: BATCH, size: 27, channels: 96, filters: 256, kernel: 5, stride: 1, pad: 2, groups: 2},
  conv3: {batch: BATCH, size: 13, channels: 256, filters: 384, kernel: 3, stride: 1, pad: 1, groups: 1},
  conv4: {batch: BATCH, size: 13, channels: 384, filters: 384, kernel: 3, stride: 1, pad: 1, groups: 2},
  conv5: {batch: BATCH, size: 13, channels: 384, filters: 256, kernel: 3, stride: 1, pad: 1, groups: 2},
};

/** A fast generator of values in [0, 1), because millions are needed. */
function numbers(seed: number): () => number {
  let state = seed % 2 ** 31;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** The indices at which two arrays differ most. */
function farthest(values: Float32Array, others: Float32Array, count: number): number[] {
  const found: {at: number; distance: number}[] = [];
  values.forEach((value, at) => {
    const distance = Math.abs(value - others[at]!);
    if (found.length < count || distance > found.at(-1)!.distance) {
      found.push({at, distance});
      found.sort((a, b) => b.distance - a.distance);
      found.splice(count);
    }
  });
  return found.map(({at}) => at);
}

/** Values as in a network: an image after ReLU, weights and gradients around 0. */
function draw(shape: ExactShape, seed: number): ExactTensors {
  const {batch, size, channels, filters, kernel, groups} = shape;
  const uniform = numbers(seed);
  const values = (count: number): Float32Array => Float32Array.from({length: count}, () => 2 * uniform() - 1);
  return {
    x: values(batch * size ** 2 * channels).map(value => Math.max(0, value)),
    w: values((kernel ** 2 * channels * filters) / groups),
    dy: values(batch * outputSize(shape) ** 2 * filters),
  };
}

/** [y, dx, dw] with or without Winograd's method. */
async function compute(
  shape: ExactShape,
  {x, w, dy}: ExactTensors,
  winograd: boolean,
): Promise<Float32Array[]> {
  await useCompiledKernels({winograd});
  const {batch, size, channels, filters, kernel, stride, pad, groups} = shape;
  return tidyValues(() => {
    const image = tf.tensor4d(x, [batch, size, size, channels]);
    const weights = tf.tensor4d(w, [kernel, kernel, channels / groups, filters]);
    const above = tf.tensor4d(dy, [batch, outputSize(shape), outputSize(shape), filters]);
    let y: Float32Array | undefined;
    const gradients = tf.grads((a, b) => {
      const output = groupedConv2d(a as tf.Tensor4D, b as tf.Tensor4D, {
        strides: stride,
        padding: pad,
        groups,
      });
      y = output.dataSync() as Float32Array;
      return tf.sum(tf.mul(output, above));
    })([image, weights]);
    return [y!, ...gradients.map(gradient => gradient.dataSync() as Float32Array)];
  });
}

/** The largest error of y, dx and dw relative to the largest value of each, and whether the method was used. */
async function errorsOf(shape: ExactShape, seed: number): Promise<{errors: number[]; used: boolean}> {
  const tensors = draw(shape, seed);
  const quick = await compute(shape, tensors, true);
  const direct = await compute(shape, tensors, false);
  const uniform = numbers(seed + 1);
  const errors = [exactOutput, exactInputGradient, exactFilterGradient].map((exact, i) => {
    const [values, others] = [quick[i]!, direct[i]!];
    const worst = farthest(values, others, CHECKED);
    const checked = [...worst, ...worst.map(() => Math.floor(uniform() * values.length))];
    const largest = others.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return (
      Math.max(...checked.map(index => Math.abs(values[index]! - exact(shape, tensors, index)))) / largest
    );
  });
  return {errors, used: quick.some((values, i) => values.some((value, at) => value !== direct[i]![at]))};
}

describe("the error of Winograd's method against float64", () => {
  it.each(Object.entries(LAYERS))(
    `%s of AlexNet, batch ${BATCH}: y, dx, dw`,
    async (name, shape) => {
      const {errors, used} = await errorsOf(shape, 1);
      if (process.env.ALEXNET_WINOGRAD_BATCH !== undefined) {
        console.log(name, errors.map(error => error.toExponential(2)).join(' '));
      }
      expect(used).toBe(true);
      for (const error of errors) {
        expect(error).toBeLessThan(BOUND);
      }
    },
    600_000,
  );

  it(`${RUNS} random layers`, async () => {
    let [planned, worst] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          batch: fc.integer({min: 1, max: 8}),
          size: fc.integer({min: 6, max: 30}),
          channels: fc.constantFrom(24, 32, 64, 96, 128),
          filters: fc.constantFrom(24, 40, 64, 96),
          kernel: fc.constantFrom(3, 3, 5),
          pad: fc.integer({min: 0, max: 2}),
          groups: fc.constantFrom(1, 1, 2),
          seed: fc.nat(),
        }),
        async ({seed, ...rest}) => {
          const {errors, used} = await errorsOf({...rest, stride: 1}, seed);
          planned += used ? 1 : 0;
          worst = Math.max(worst, ...errors);
          for (const error of errors) {
            expect(error).toBeLessThan(BOUND);
          }
        },
      ),
      {seed: 3, numRuns: RUNS},
    );
    if (process.env.ALEXNET_WINOGRAD_RUNS !== undefined) {
      console.log(`${planned} of ${RUNS} layers by Winograd's method, worst error ${worst.toExponential(2)}`);
    }
    expect(planned).toBeGreaterThan(RUNS / 3);
  }, 3_600_000);
});
