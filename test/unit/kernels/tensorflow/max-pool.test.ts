import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, it} from 'vitest';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {describeOnTensorFlow, expectCpuValues, tensorFlowOps} from '../../../support/tensorflow';

const SEED = 62;

describeOnTensorFlow('gradient of max pooling on TensorFlow', () => {
  beforeAll(async () => {
    await tensorFlowOps();
  });

  it(`equals the cpu backend over random windows (seed ${SEED})`, async () => {
    const shapes = fc.record({
      size: fc.tuple(fc.integer({min: 3, max: 9}), fc.integer({min: 3, max: 9})),
      channels: fc.integer({min: 1, max: 20}),
      window: fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3})),
      strides: fc.integer({min: 1, max: 3}),
      pad: fc.constantFrom<'valid' | 'same'>('valid', 'same'),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({size, channels, window, strides, pad, seed}) => {
        await expectCpuValues(() => {
          const x = randomTensor<tf.Rank.R4>([2, ...size, channels], seed);
          return tf.grad((input: tf.Tensor) =>
            weightedSum(tf.maxPool(input as tf.Tensor4D, window, strides, pad), seed),
          )(x);
        });
      }),
      {seed: SEED, numRuns: 25},
    );
  });

  it('assigns the gradient of equal values to the same one as the cpu backend', async () => {
    await expectCpuValues(() =>
      tf.grad((input: tf.Tensor) => weightedSum(tf.maxPool(input as tf.Tensor4D, 3, 2, 'valid'), 5))(
        tf.zeros([1, 7, 7, 2]),
      ),
    );
  });
});
