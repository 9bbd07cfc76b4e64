import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {randomTensor} from '../../../support/against-cpu';
import {expectClose} from '../../../support/matchers';
import {describeOnWebGPU} from '../../../support/webgpu';

describeOnWebGPU('the gradient of relu and bias', () => {
  // One part and several; channels by vectors and one by one.
  it.each([
    [2, 3, 8],
    [13, 30, 5],
    [0, 3, 4],
  ])('masks and sums over [%d, %d, .., %d]', async (batch, side, channels) => {
    await tf.setBackend('webgpu');
    const shape: [number, number, number, number] = [batch, side, 1, channels];
    const [dy, y] = [randomTensor<tf.Rank.R4>(shape, 'dy'), randomTensor<tf.Rank.R4>(shape, 'y')];
    const [above, positive] = [await dy.data(), await y.data()];
    const masked = above.map((value, i) => (positive[i]! > 0 ? value : 0));
    const sums = new Float32Array(channels);
    masked.forEach((value, i) => (sums[i % channels]! += value));
    const [dx, bias] = tf.engine().runKernel('ReluBiasGrad', {dy, y}) as unknown as [tf.Tensor, tf.Tensor];
    expect([...(await dx.data())]).toEqual([...masked]);
    expectClose(await bias.data(), sums);
    tf.dispose([dx, bias, dy, y]);
  });
});
