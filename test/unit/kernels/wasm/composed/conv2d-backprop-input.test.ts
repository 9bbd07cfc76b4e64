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

describe('conv2dBackpropInput', () => {
  it('equals the cpu backend over random shapes, strides and paddings', async () => {
    await fc.assert(
      fc.asyncProperty(convShape, async ({input, filter, strides, pad, seed}) => {
        await expectSameAsCpu(() => {
          const image = randomTensor<tf.Rank.R4>(input, seed, 'x');
          const w = randomTensor<tf.Rank.R4>(filter, seed, 'w');
          return tf.grad((x: tf.Tensor) => weightedSum(tf.conv2d(x as tf.Tensor4D, w, strides, pad), seed))(
            image,
          );
        });
      }),
      {seed: 2, numRuns: 30},
    );
  });

  it('serves conv2dTranspose', async () => {
    await expectSameAsCpu(() => {
      const x = randomTensor<tf.Rank.R4>([2, 3, 4, 5], 'transpose');
      return tf.conv2dTranspose(x, randomTensor<tf.Rank.R4>([3, 3, 2, 5], 'kernel'), [2, 6, 8, 2], 2, 'same');
    });
  });

  it('never turns NaN into a number (the stock convolution below it makes -Infinity of NaN)', async () => {
    await tf.setBackend('wasm');
    const gradient = tf.tidy(() =>
      tf.grad((x: tf.Tensor) =>
        tf.sum(tf.mul(tf.conv2d(x as tf.Tensor4D, tf.ones([1, 1, 1, 1]), 1, 'valid'), NaN)),
      )(tf.ones([1, 2, 2, 1])),
    );
    expect(Array.from(gradient.dataSync()).filter(Number.isFinite)).toEqual([]);
    gradient.dispose();
  });
});
