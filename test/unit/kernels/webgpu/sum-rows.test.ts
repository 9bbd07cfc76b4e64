import * as tf from '@tensorflow/tfjs-core';
import {it} from 'vitest';
import {randomTensor} from '../../../support/against-cpu';
import {describeOnWebGPU, expectWebGPUAsCpu} from '../../../support/webgpu';

describeOnWebGPU('sums over leading axes', () => {
  it('have the values of cpu, with and without the axes kept, in one part and in several', async () => {
    await expectWebGPUAsCpu(() => [
      tf.sum(randomTensor([3, 8], 'a'), 0),
      tf.sum(randomTensor([20, 9, 5], 'b'), [0, 1], true),
      tf.sum(randomTensor([1, 7], 'c'), 0),
    ]);
  });

  it('over other axes, and over all, are left to the stock kernel', async () => {
    await expectWebGPUAsCpu(() => [tf.sum(randomTensor([3, 8], 'a'), 1), tf.sum(randomTensor([3, 8], 'a'))]);
  });
});
