import * as tf from '@tensorflow/tfjs-core';
import {it} from 'vitest';
import {groupedConv2d} from '../../../../src/ops/grouped-conv2d';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {GPU_CONV_CASES, gpuConvCase} from '../../../support/gpu-conv-cases';
import {describeOnWebGPU, expectWebGPUAsCpu} from '../../../support/webgpu';

describeOnWebGPU('the gradient of a convolution by its image', () => {
  it.each(GPU_CONV_CASES)('has the values of cpu: %s', async (name, given) => {
    await expectWebGPUAsCpu(() => {
      const {x, w, convolve} = gpuConvCase(name, given);
      return tf.grad(x => weightedSum(convolve(x, w), 3))(x);
    });
  });

  it('is zero where no window of a strided convolution looks', async () => {
    await expectWebGPUAsCpu(() => {
      const w = tf.ones<tf.Rank.R4>([1, 1, 4, 4]);
      return tf.grad(x => tf.sum(groupedConv2d(x as tf.Tensor4D, w, {strides: 3})))(
        randomTensor<tf.Rank.R4>([1, 5, 5, 4], 'sparse'),
      );
    });
  });
});
