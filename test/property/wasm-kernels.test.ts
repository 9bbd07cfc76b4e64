/**
 * Every compiled kernel against the cpu backend over random shapes: values and gradients within 1e-5 of the largest, and
 * every NaN and infinity kept. ALEXNET_RANDOM_SHAPES says how many shapes in all (`npm run random-shapes`: 5,000).
 */
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {useWasm} from '../../src/backends/use-wasm';
import {nextTurn} from '../../src/core/next-turn';
import {startWasmKernels} from '../../src/kernels/wasm/start-wasm-kernels';
import {randomTensor} from '../support/against-cpu';
import {RANDOM_OPS, type RandomOp} from '../support/random-ops';
import {tidyValues} from '../support/tidy-values';

const SHAPES = Number(process.env.ALEXNET_RANDOM_SHAPES ?? 100);
const SEED = Number(process.env.ALEXNET_RANDOM_SEED ?? 5);
const BOUND = 1e-5;
const CONFIGS = [
  {title: 'relaxed SIMD, 2 threads, Winograd', threads: 2, winograd: 'always', simd: 'relaxed'},
  {title: 'plain SIMD, 3 threads, direct', threads: 3, winograd: false, simd: 'plain'},
] as const;
const WEIGHTS = Object.values(RANDOM_OPS).reduce((sum, {weight}) => sum + weight, 0);

/** Puts one value that is not finite in one of the inputs. */
interface Spoil {
  input: number;
  at: number;
  value: number;
}

/** Value and gradients on a backend. */
async function compute(
  backend: string,
  random: RandomOp,
  seed: number,
  spoil?: Spoil,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const {shapes, op, differentiable = true, shift = 0} = random;
  const results = tidyValues(() => {
    const inputs = shapes.map((shape, i) => {
      const values = tf.add(randomTensor(shape as never, seed, i), shift).dataSync();
      if (spoil?.input === i) {
        values[spoil.at] = spoil.value;
      }
      return tf.tensor(values, shape);
    });
    let y: Float32Array | undefined;
    const loss = (...xs: tf.Tensor[]): tf.Tensor => {
      const output = op(...xs);
      y = output.dataSync() as Float32Array;
      return tf.sum(tf.mul(output, randomTensor(output.shape, seed, 'dy')));
    };
    const gradients = differentiable ? tf.grads(loss)(inputs) : [];
    if (y === undefined) {
      loss(...inputs);
    }
    return [y!, ...gradients.map(gradient => gradient.dataSync() as Float32Array)];
  });
  expect(tf.memory().numTensors).toBe(before);
  return results;
}

/** Undefined if they agree, otherwise the difference. What is not finite there must not be finite here; elsewhere it may spread. */
function difference(actual: Float32Array, expected: Float32Array): string | undefined {
  if (actual.length !== expected.length) {
    return `${actual.length} values instead of ${expected.length}`;
  }
  let largest = 1e-6 / BOUND;
  for (const value of expected) {
    largest = Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
  }
  for (const [i, value] of expected.entries()) {
    const [here, finite] = [actual[i]!, Number.isFinite(actual[i])];
    if (!Number.isFinite(value) ? finite : finite && !(Math.abs(here - value) <= BOUND * largest)) {
      return `value ${i} is ${here} instead of ${value}, largest ${largest}`;
    }
  }
  return undefined;
}

async function expectSame(random: RandomOp, seed: number, spoil?: Spoil): Promise<void> {
  // The test runner assumes that a worker without messages for a minute is dead.
  await nextTurn();
  const expected = await compute('cpu', random, seed, spoil);
  const actual = await compute('wasm', random, seed, spoil);
  expected.forEach((values, i) => {
    const what = i === 0 ? 'value' : `gradient ${i - 1}`;
    const wrong = difference(actual[i]!, values);
    if (wrong !== undefined) {
      expect.fail(`${random.title}, seed ${seed}, ${what}: ${wrong}`);
    }
    if (spoil === undefined && values.every(Number.isFinite)) {
      expect(actual[i]!.every(Number.isFinite)).toBe(true);
    }
  });
}

const sizeOf = (shape: number[]): number => shape.reduce((product, length) => product * length, 1);

describe.each(CONFIGS)('$title', ({threads, winograd, simd}) => {
  beforeAll(async () => {
    await useWasm({threads, winograd});
    expect(await startWasmKernels({threads, winograd, simd})).toEqual({threads, kernels: simd});
  });

  describe.each(Object.entries(RANDOM_OPS))('%s', (_, {draw, weight}) => {
    const runs = Math.max(2, Math.ceil((SHAPES * weight) / WEIGHTS / CONFIGS.length));

    it(`equals the cpu backend over ${runs} shapes`, async () => {
      await fc.assert(
        fc.asyncProperty(draw, fc.nat(), (random, seed) => expectSame(random, seed)),
        {seed: SEED, numRuns: runs},
      );
    }, 3_600_000);

    it('keeps NaN and infinities', async () => {
      await fc.assert(
        fc.asyncProperty(
          draw,
          fc.nat(),
          fc.record({input: fc.nat(), at: fc.nat(), value: fc.constantFrom(NaN, Infinity, -Infinity)}),
          async (random, seed, {input, at, value}) => {
            if (random.leavesOut === true) {
              return;
            }
            const chosen = input % random.shapes.length;
            await expectSame(random, seed, {
              input: chosen,
              at: at % sizeOf(random.shapes[chosen]!),
              value,
            });
          },
        ),
        {seed: SEED, numRuns: Math.ceil(runs / 4)},
      );
    }, 3_600_000);
  });
});
