import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, it} from 'vitest';
import {registerComposedGradients} from '../../../../../src/kernels/wasm/composed/composed-gradients';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../../../support/against-cpu';
import {convShape} from '../../../../support/conv-shapes';

beforeAll(async () => {
  registerComposedGradients();
  await tf.setBackend('wasm');
});

/** The cpu kernels of tfjs know one stride for both axes and no number as padding. */
const depthwiseShape = convShape.map(shape => ({
  ...shape,
  multiplier: 1 + (shape.seed % 3),
  stride: shape.strides[0],
  pad: shape.pad === 'same' ? ('same' as const) : ('valid' as const),
}));

describe('depthwise gradients', () => {
  it('equal the cpu backend over random shapes, strides, paddings and channel multipliers', async () => {
    await fc.assert(
      fc.asyncProperty(depthwiseShape, async ({input, filter, stride, multiplier, pad, seed}) => {
        await expectSameAsCpu(() => {
          const x = randomTensor<tf.Rank.R4>(input, seed, 'x');
          const w = randomTensor<tf.Rank.R4>([filter[0], filter[1], filter[2], multiplier], seed, 'w');
          return tf.grads((image: tf.Tensor, kernel: tf.Tensor) =>
            weightedSum(tf.depthwiseConv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, stride, pad), seed),
          )([x, w]);
        });
      }),
      {seed: 3, numRuns: 30},
    );
  });
});
