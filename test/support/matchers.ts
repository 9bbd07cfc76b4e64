import * as tf from '@tensorflow/tfjs-core';
import {expect} from 'vitest';
import {AlexNetError, type AlexNetErrorCode} from '../../src/errors';

/**
 * Expects `actual` to equal `expected` within `bound` times the largest finite expected magnitude (at least 1e-6 absolute),
 * and NaN and infinities to be the same.
 */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, bound = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  let largest = 1e-6 / bound;
  for (let i = 0; i < expected.length; i++) {
    largest = Number.isFinite(expected[i]) ? Math.max(largest, Math.abs(expected[i]!)) : largest;
  }
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= bound * largest) && !Object.is(actual[i], expected[i])) {
      expect.fail(`element ${i}: ${actual[i]!} is not ${expected[i]!} within ${bound} of ${largest}`);
    }
  }
}

/** The largest distance of two values at the same place; NaN where one of them is. Of arrays of one length. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...Array.from(expected, (value, i) => Math.abs(actual[i]! - value)));
}

/** Expects `body` to leave as many tensors and bytes as it found, apart from `kept` tensors that it returns on purpose. */
export async function expectNoLeak(body: () => unknown, kept = 0): Promise<void> {
  const before = tf.memory().numTensors;
  await body();
  expect(tf.memory().numTensors - before).toBe(kept);
}

/** Expects an AlexNetError with this code whose message contains every fragment (the received value and the fix, say). */
export async function expectAlexNetError(
  body: () => unknown,
  code: AlexNetErrorCode,
  ...fragments: string[]
): Promise<AlexNetError> {
  let error: unknown;
  try {
    await body();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof AlexNetError)) {
    return expect.fail(`expected an AlexNetError with code ${code}, got ${String(error)}`);
  }
  expect(error.code).toBe(code);
  for (const fragment of fragments) {
    expect(error.message).toContain(fragment);
  }
  return error;
}

/** The gradient of a scalar function of `values` by central differences. Slow and obvious. */
export function finiteDifferences(
  lossOf: (values: Float32Array) => number,
  values: Float32Array,
  step = 1e-2,
): Float32Array {
  return values.map((value, i) => {
    const moved = values.slice();
    moved[i] = value + step;
    const up = lossOf(moved);
    moved[i] = value - step;
    const down = lossOf(moved);
    return (up - down) / (2 * step);
  });
}
