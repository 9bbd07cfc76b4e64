import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {registerComposedGradients} from '../../../../../src/kernels/wasm/composed/composed-gradients';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../../../support/against-cpu';
import {convShape} from '../../../../support/conv-shapes';

beforeAll(async () => {
  registerComposedGradients();
  await tf.setBackend('wasm');
});

describe('conv2dBackpropFilter', () => {
  it('equals the cpu backend over random shapes, strides and paddings', async () => {
    await fc.assert(
      fc.asyncProperty(convShape, async ({input, filter, strides, pad, seed}) => {
        await expectSameAsCpu(() => {
          const x = randomTensor<tf.Rank.R4>(input, seed, 'x');
          const weights = randomTensor<tf.Rank.R4>(filter, seed, 'w');
          return tf.grad((w: tf.Tensor) => weightedSum(tf.conv2d(x, w as tf.Tensor4D, strides, pad), seed))(
            weights,
          );
        });
      }),
      {seed: 1, numRuns: 30},
    );
  });

  it('leaves out rows that no window reaches, even if they hold NaN', async () => {
    await tf.setBackend('wasm');
    const gradient = tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, NaN], [1, 4, 1, 1]);
      return tf.grad((w: tf.Tensor) => tf.sum(tf.conv2d(x, w as tf.Tensor4D, 2, 'valid')))(
        tf.ones([1, 1, 1, 1]),
      );
    });
    // Windows of 1 at stride 2 see rows 0 and 2 only: 1 + 3.
    expect(Array.from(gradient.dataSync())).toEqual([4]);
    gradient.dispose();
  });

  it('passes on NaN and infinity that a window does reach', async () => {
    await tf.setBackend('wasm');
    for (const value of [NaN, Infinity]) {
      const gradient = tf.tidy(() => {
        const x = tf.tensor4d([1, value, 3, 4], [1, 2, 2, 1]);
        return tf.grad((w: tf.Tensor) => tf.sum(tf.conv2d(x, w as tf.Tensor4D, 1, 'valid')))(
          tf.ones([1, 1, 1, 1]),
        );
      });
      expect(gradient.dataSync()[0]).toBe(value);
      gradient.dispose();
    }
  });
});
