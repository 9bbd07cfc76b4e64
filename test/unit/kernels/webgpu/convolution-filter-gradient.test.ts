import * as tf from '@tensorflow/tfjs-core';
import {it} from 'vitest';
import {groupedConv2d} from '../../../../src/ops/grouped-conv2d';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {GPU_CONV_CASES, gpuConvCase} from '../../../support/gpu-conv-cases';
import {describeOnWebGPU, expectWebGPUAsCpu} from '../../../support/webgpu';

describeOnWebGPU('the gradient of a convolution by its filter', () => {
  it.each(GPU_CONV_CASES)('has the values of cpu: %s', async (name, given) => {
    await expectWebGPUAsCpu(() => {
      const {x, w, convolve} = gpuConvCase(name, given);
      return tf.grad(w => weightedSum(convolve(x, w), 3))(w);
    });
  });

  it('is the same where the sum is split over many images', async () => {
    await expectWebGPUAsCpu(() => {
      const x = randomTensor<tf.Rank.R4>([17, 3, 3, 2], 'many');
      const w = randomTensor<tf.Rank.R4>([2, 2, 2, 3], 'few');
      return tf.grad(filter => weightedSum(groupedConv2d(x, filter as tf.Tensor4D), 1))(w);
    });
  });

  it('is zero for an empty batch, and the gradient of the images is empty', async () => {
    await expectWebGPUAsCpu(() => {
      const x = tf.zeros<tf.Rank.R4>([0, 3, 3, 4]);
      const w = tf.ones<tf.Rank.R4>([2, 2, 4, 4]);
      const f = (image: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
        groupedConv2d(image as tf.Tensor4D, filter as tf.Tensor4D);
      return tf.grads((image, filter) => f(image, filter))([x, w], tf.zeros([0, 2, 2, 4]));
    });
  });
});
