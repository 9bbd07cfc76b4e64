import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {beforeAll} from 'vitest';
import {POWERS} from '../../../../src/kernels/tensorflow/normalize';
import {localResponseNormalization} from '../../../../src/ops/lrn';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {describeOnTensorFlow, expectCpuValues, tensorFlowOps} from '../../../support/tensorflow';

describeOnTensorFlow('LRN on TensorFlow', () => {
  beforeAll(async () => {
    await tensorFlowOps();
  });

  it.each(
    // Blocks of 16 channels up to a radius of 16; other channels, and wider bands, by the whole matrix.
    [
      [16, 0],
      [16, 2],
      [48, 5],
      [32, 16],
      [32, 17],
      [96, 40],
      [5, 2],
      [20, 7],
      [1, 3],
    ].flatMap(([channels, depthRadius]) => POWERS.map(beta => ({channels: channels!, depthRadius, beta}))),
  )('equals the cpu backend in value and gradient: %o', async ({channels, depthRadius, beta}) => {
    await expectCpuValues(() => {
      const x = randomTensor<tf.Rank.R4>([2, 3, 2, channels], channels);
      const y = (input: tf.Tensor): tf.Tensor =>
        localResponseNormalization(input as tf.Tensor4D, {depthRadius, beta, bias: 1, alpha: 0.3});
      return [y(x), tf.grad((input: tf.Tensor) => weightedSum(y(input), 3))(x)];
    });
  });

  it('takes an image without a batch', async () => {
    await expectCpuValues(() => {
      const x = randomTensor<tf.Rank.R3>([3, 2, 16], 'image');
      return [
        localResponseNormalization(x),
        tf.grad((input: tf.Tensor) => weightedSum(localResponseNormalization(input as tf.Tensor3D), 3))(x),
      ];
    });
  });

  it('hands the gradient what the forward pass computed, and frees it with the tape', () => {
    const profile = tf.memory().numTensors;
    const x = tf.ones<tf.Rank.R4>([1, 2, 2, 16]);
    const gradient = tf.grad((input: tf.Tensor) => tf.sum(localResponseNormalization(input as tf.Tensor4D)))(
      x,
    );
    tf.dispose([x, gradient]);
    expect(tf.memory().numTensors).toBe(profile);
  });
});
