import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {groupedConv2d} from '../../../../src/ops/grouped-conv2d';
import {GPU_CONV_CASES, gpuConvCase} from '../../../support/gpu-conv-cases';
import {describeOnWebGPU, expectWebGPUAsCpu} from '../../../support/webgpu';

describeOnWebGPU('grouped convolution', () => {
  it.each(GPU_CONV_CASES)('has the values of cpu: %s', async (name, given) => {
    await expectWebGPUAsCpu(() => {
      const {x, w, convolve} = gpuConvCase(name, given);
      return convolve(x, w);
    });
  });

  it('loses no NaN in its activation, and passes none to pixels that do not see it', async () => {
    await tf.setBackend('webgpu');
    const x = tf.tensor4d([NaN, 1, -1], [1, 1, 3, 1]);
    const w = tf.ones<tf.Rank.R4>([1, 2, 1, 1]);
    const y = groupedConv2d(x, w, {activation: 'relu'});
    expect([...(await y.data())]).toEqual([NaN, 0]);
    tf.dispose([x, w, y]);
  });

  it('returns an empty tensor for an empty batch', async () => {
    await expectWebGPUAsCpu(() => groupedConv2d(tf.zeros([0, 3, 3, 4]), tf.ones([2, 2, 4, 4])));
  });
});
