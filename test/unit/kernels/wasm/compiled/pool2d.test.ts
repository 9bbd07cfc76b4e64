import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

const pools = {
  max: (x: tf.Tensor, size: [number, number], strides: number, pad: 'same' | 'valid'): tf.Tensor =>
    tf.maxPool(x as tf.Tensor4D, size, strides, pad),
  average: (x: tf.Tensor, size: [number, number], strides: number, pad: 'same' | 'valid'): tf.Tensor =>
    tf.avgPool(x as tf.Tensor4D, size, strides, pad),
};

describe('the compiled kernels of pooling', () => {
  it.each(['max', 'average'] as const)('%s: equal the cpu backend, value and gradient', async kind => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          batch: fc.integer({min: 1, max: 3}),
          height: fc.integer({min: 4, max: 9}),
          width: fc.integer({min: 4, max: 9}),
          channels: fc.integer({min: 1, max: 37}),
          size: fc.tuple(fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: 4})),
          strides: fc.integer({min: 1, max: 3}),
          pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
        }),
        async ({batch, height, width, channels, size, strides, pad}) => {
          await expectSameAsCpu(() => {
            const x = randomTensor<tf.Rank.R4>([batch, height, width, channels], 'x', channels);
            const pool = (value: tf.Tensor): tf.Tensor => pools[kind](value, size, strides, pad);
            // On cpu the gradient of an average over a cut window is wrong: average-pool-gradient.test.ts.
            const isSound = kind === 'max' || pad === 'valid';
            return [pool(x), ...(isSound ? [tf.grad(value => weightedSum(pool(value), 1))(x)] : [])];
          });
        },
      ),
      {seed: 51, numRuns: 40},
    );
  });

  it('assign the gradient to the first of equal values', () => {
    const gradient = tf.grad(x => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(tf.ones([1, 2, 2, 5]));
    expect(Array.from(gradient.dataSync())).toEqual(Array.from({length: 20}, (_, i) => (i < 5 ? 1 : 0)));
  });

  it('pass over NaN as tfjs does, but for a window of nothing else, in vectors and beyond them', () => {
    for (const channels of [1, 4, 5]) {
      const spread = (values: number[]): tf.Tensor4D =>
        tf.tensor4d(
          values.flatMap(value => Array<number>(channels).fill(value)),
          [1, 2, 4, channels],
        );
      const x = spread([1, NaN, NaN, NaN, 3, 2, NaN, NaN]);
      const pool = (value: tf.Tensor): tf.Tensor => tf.maxPool(value as tf.Tensor4D, 2, 2, 'valid');
      expect(pool(x).dataSync()).toEqual(
        spread([3, NaN, 0, 0, 0, 0, 0, 0])
          .dataSync()
          .slice(0, 2 * channels),
      );
      const gradient = tf
        .grad(value => tf.sum(pool(value)))(x)
        .dataSync();
      expect(gradient).toEqual(spread([0, 0, 1, 0, 1, 0, 0, 0]).dataSync());
    }
  });

  it('pass over NaN in whole windows of 3 × 3, which have a way of their own', () => {
    for (const channels of [4, 7]) {
      const spoiled = (count: number): Float32Array => {
        const x = Float32Array.from({length: 9 * channels}, (_, i) => Math.floor(i / channels));
        return x.fill(NaN, 0, count * channels);
      };
      const pool = (x: Float32Array): number[] =>
        Array.from(tf.maxPool(tf.tensor4d(x, [1, 3, 3, channels]), 3, 1, 'valid').dataSync());
      for (const count of [1, 5, 8]) {
        expect(pool(spoiled(count))).toEqual(Array(channels).fill(8));
      }
      expect(pool(spoiled(9))).toEqual(Array(channels).fill(NaN));
      expect(pool(spoiled(9).fill(3, channels, 2 * channels))).toEqual(Array(channels).fill(3));
    }
  });

  it('find -infinity the greatest where nothing but it and NaN is there', () => {
    const x = tf.tensor4d([NaN, -Infinity, -Infinity, NaN], [1, 2, 2, 1]);
    expect(Array.from(tf.maxPool(x, 2, 2, 'valid').dataSync())).toEqual([-Infinity]);
  });

  it('equal the cpu backend where windows lie outside the image', async () => {
    const border: tf.backend_util.ExplicitPadding = [
      [0, 0],
      [3, 2],
      [2, 3],
      [0, 0],
    ];
    for (const channels of [3, 8]) {
      for (const pool of [tf.maxPool, tf.avgPool]) {
        await expectSameAsCpu(() => {
          const x = randomTensor<tf.Rank.R4>([2, 4, 5, channels], 'x');
          return [pool(x, 2, 1, border as never), pool(x, 1, 2, 1)];
        });
      }
    }
  });
});
