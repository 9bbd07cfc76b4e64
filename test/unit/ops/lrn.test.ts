import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {localResponseNormalization, type DepthRadius} from '../../../src/ops/lrn';
import {randomValues} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak, finiteDifferences} from '../../support/matchers';

interface Case {
  pixels: number;
  channels: number;
  depthRadius: DepthRadius;
  bias: number;
  alpha: number;
  beta: number;
  seed: number;
}

/** The definition, written out: slow and obvious. */
function naive(
  x: Float32Array,
  {channels, depthRadius, bias, alpha, beta}: Omit<Case, 'pixels' | 'seed'>,
): Float64Array {
  return Float64Array.from(x, (value, i) => {
    const channel = i % channels;
    const [before, after] = typeof depthRadius === 'number' ? [depthRadius, depthRadius] : depthRadius;
    let energy = 0;
    for (let j = channel - before; j <= channel + after; j++) {
      if (j >= 0 && j < channels) {
        energy += x[i - channel + j]! ** 2;
      }
    }
    return value / (bias + alpha * energy) ** beta;
  });
}

const cases: fc.Arbitrary<Case> = fc.record({
  pixels: fc.integer({min: 1, max: 4}),
  channels: fc.integer({min: 1, max: 9}),
  depthRadius: fc.oneof(fc.nat(10), fc.tuple(fc.nat(4), fc.nat(4))),
  bias: fc.constantFrom(0.5, 1, 2),
  alpha: fc.constantFrom(0, 1e-4, 0.1, 1),
  beta: fc.constantFrom(0.5, 0.75, 1, 1.3),
  seed: fc.nat(),
});

describeOnBackends('localResponseNormalization', backend => {
  it('has the constants of the paper as defaults', () => {
    const y = tf.tidy(() => localResponseNormalization(tf.ones<tf.Rank.R4>([1, 1, 1, 7])).dataSync());
    // Inner values see five ones: (2 + 5e-4) ** -0.75; the outermost see three.
    expect(y[3]).toBeCloseTo((2 + 5e-4) ** -0.75, 6);
    expect(y[0]).toBeCloseTo((2 + 3e-4) ** -0.75, 6);
  });

  it('equals the definition over random shapes and constants, radius 0, radius above the channels and uneven windows included', () => {
    fc.assert(
      fc.property(cases, ({pixels, channels, seed, ...constants}) => {
        const x = randomValues(pixels * channels, seed);
        const y = tf.tidy(() =>
          localResponseNormalization(tf.tensor4d(x, [1, pixels, 1, channels]), constants).dataSync(),
        );
        expectClose(y, naive(x, {channels, ...constants}));
      }),
      {seed: 1, numRuns: 30},
    );
  });

  it('has the gradient of its definition (finite differences)', () => {
    fc.assert(
      fc.property(cases, ({pixels, channels, seed, ...constants}) => {
        const x = randomValues(pixels * channels, seed);
        const weights = randomValues(pixels * channels, seed, 'dy');
        const gradient = tf.tidy(() =>
          tf
            .grad((input: tf.Tensor) =>
              tf.sum(
                tf.mul(
                  localResponseNormalization(input as tf.Tensor4D, constants),
                  tf.reshape(tf.tensor1d(weights), input.shape),
                ),
              ),
            )(tf.tensor4d(x, [1, pixels, 1, channels]))
            .dataSync(),
        );
        const lossOf = (values: Float32Array): number =>
          naive(values, {channels, ...constants}).reduce((sum, value, i) => sum + value * weights[i]!, 0);
        expectClose(gradient, finiteDifferences(lossOf, x, 1e-3), 2e-3);
      }),
      {seed: 2, numRuns: 40},
    );
  });

  it('at alpha 0 divides by bias^beta, keeps signs and treats pixels apart', () => {
    const x = randomValues(12, 'laws');
    const y = tf.tidy(() =>
      localResponseNormalization(tf.tensor4d(x, [1, 2, 2, 3]), {alpha: 0, bias: 4, beta: 0.5}).dataSync(),
    );
    expectClose(
      y,
      x.map(value => value / 2),
    );
    const [both, alone] = tf.tidy(() => [
      localResponseNormalization(tf.tensor4d(x, [1, 2, 2, 3]), {alpha: 1}).dataSync(),
      localResponseNormalization(tf.tensor4d(x.slice(6), [1, 1, 2, 3]), {alpha: 1}).dataSync(),
    ]);
    expectClose(both.slice(6), alone);
    both.forEach((value, i) => {
      expect(Math.sign(value)).toBe(Math.sign(x[i]!));
    });
  });

  it('has a right second gradient or refuses one, but is never wrong in silence', () => {
    const constants = {depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.75};
    const x = randomValues(8, 'second');
    const weights = randomValues(8, 'second', 'dy');
    // The squared length of the gradient: its own gradient is a second derivative.
    const lengthOf = (values: tf.Tensor): tf.Tensor<tf.Rank.R0> => {
      const gradient = tf.grad((input: tf.Tensor) =>
        tf.sum(
          tf.mul(
            localResponseNormalization(input as tf.Tensor4D, constants),
            tf.tensor4d(weights, [1, 2, 1, 4]),
          ),
        ),
      )(values);
      return tf.sum(tf.square(gradient));
    };
    const second = (): Float32Array =>
      tf.tidy(() =>
        tf
          .grad(lengthOf)(tf.tensor4d(x, [1, 2, 1, 4]))
          .dataSync<'float32'>(),
      );
    if (backend === 'cpu') {
      expect(second).toThrow('gradient function not found for LRNGrad');
      return;
    }
    const lossOf = (values: Float32Array): number =>
      tf.tidy(() => lengthOf(tf.tensor4d(values, [1, 2, 1, 4])).dataSync()[0]!);
    expectClose(second(), finiteDifferences(lossOf, x), 5e-3);
  });

  it('never makes a number of NaN or infinity at its own channel, in value or gradient', () => {
    for (const value of [NaN, Infinity]) {
      const [y, gradient] = tf.tidy(() => {
        const x = tf.tensor4d([1, 2, value, 4, 5, 6], [1, 1, 1, 6]);
        const normalize = (input: tf.Tensor): tf.Tensor =>
          localResponseNormalization(input as tf.Tensor4D, {depthRadius: 1, alpha: 1});
        return [
          normalize(x).dataSync(),
          tf
            .grad(input => tf.sum(normalize(input)))(x)
            .dataSync(),
        ];
      });
      expect([y[2], gradient[2]]).toEqual([NaN, NaN]);
    }
  });

  it('leaves no tensor behind, forward and backward', async () => {
    await expectNoLeak(() => {
      const x = tf.ones<tf.Rank.R4>([1, 2, 2, 5]);
      const gradient = tf.grad((input: tf.Tensor) =>
        tf.sum(localResponseNormalization(input as tf.Tensor4D)),
      )(x);
      tf.dispose([x, gradient]);
    });
  });

  it.each([
    [{depthRadius: -1}, 'depthRadius = -1'],
    [{depthRadius: 1.5}, 'depthRadius = 1.5'],
    [{depthRadius: [1, -1] as const}, 'depthRadius[1] = -1'],
    [{depthRadius: [1] as unknown as [number, number]}, 'depthRadius = [1]'],
    [{bias: 0}, 'bias = 0'],
    [{alpha: NaN}, 'alpha = NaN'],
    [{beta: 0}, 'beta = 0'],
  ])('refuses %o', async (options, received) => {
    await expectAlexNetError(
      () => localResponseNormalization(tf.ones<tf.Rank.R4>([1, 1, 1, 1]), options),
      'bad-argument',
      received,
      'fix',
    );
  });
});
