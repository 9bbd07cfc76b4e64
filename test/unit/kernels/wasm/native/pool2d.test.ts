import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../../../support/against-cpu';
import {useNative} from '../../../../support/native';

beforeAll(async () => {
  await useNative();
});

const pools = {
  max: (x: tf.Tensor, size: [number, number], strides: number, pad: 'same' | 'valid'): tf.Tensor =>
    tf.maxPool(x as tf.Tensor4D, size, strides, pad),
  average: (x: tf.Tensor, size: [number, number], strides: number, pad: 'same' | 'valid'): tf.Tensor =>
    tf.avgPool(x as tf.Tensor4D, size, strides, pad),
};

describe('the native kernels of pooling', () => {
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
            return [pool(x), tf.grad(value => weightedSum(pool(value), 1))(x)];
          });
        },
      ),
      {seed: 51, numRuns: 120},
    );
  });

  it('give the gradient to the first of equal values', () => {
    const gradient = tf.grad(x => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(tf.ones([1, 2, 2, 5]));
    expect(Array.from(gradient.dataSync())).toEqual(Array.from({length: 20}, (_, i) => (i < 5 ? 1 : 0)));
  });

  it('lose no NaN: it is the greatest value, and takes the gradient', () => {
    const x = tf.tensor4d([1, NaN, 3, 2], [1, 2, 2, 1]);
    expect(Array.from(tf.maxPool(x, 2, 2, 'valid').dataSync())).toEqual([NaN]);
    const gradient = tf.grad(v => tf.sum(tf.maxPool(v as tf.Tensor4D, 2, 2, 'valid')))(x);
    expect(Array.from(gradient.dataSync())).toEqual([0, 1, 0, 0]);
  });
});
