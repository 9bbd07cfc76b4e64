import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {NORMALIZE_KERNELS} from '../../../../src/kernels/webgpu/normalize';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {describeOnWebGPU, expectWebGPUAsCpu} from '../../../support/webgpu';

describeOnWebGPU('the kernels of local response normalization', () => {
  // Channels: divisible by the run, by a vector only, by neither, fewer than the window.
  it.each([
    [[2, 3, 4, 16], 2, 0.75],
    [[1, 2, 3, 12], 5, 0.75],
    [[1, 3, 2, 7], 2, 0.5],
    [[2, 1, 2, 3], 8, 1],
    [[1, 1, 1, 1], 0, 0.6],
    [[1, 2, 2, 20], 3, 0.6],
  ] as const)(
    'have the values and gradients of cpu: shape %j, radius %d, power %d',
    async (shape, radius, beta) => {
      await expectWebGPUAsCpu(() => {
        const x = randomTensor<tf.Rank.R4>([...shape], 'normalize', radius);
        const f = (input: tf.Tensor): tf.Tensor =>
          tf.localResponseNormalization(input as tf.Tensor4D, radius, 1.5, 0.3, beta);
        return [f(x), tf.grad(input => weightedSum(f(input), radius))(x)];
      });
    },
  );

  it('leave a radius beyond the unrolled ones to the stock kernel', async () => {
    const {takes} = NORMALIZE_KERNELS.LRN!;
    const attrs = {bias: 1, alpha: 1, beta: 0.75};
    expect(takes?.({inputs: {}, attrs: {...attrs, depthRadius: 8}})).toBe(true);
    expect(takes?.({inputs: {}, attrs: {...attrs, depthRadius: 9}})).toBe(false);
    await expectWebGPUAsCpu(() =>
      tf.localResponseNormalization(randomTensor<tf.Rank.R4>([1, 1, 2, 24], 'wide'), 9, 1, 0.1, 0.75),
    );
  });

  it('let one NaN spoil its window and nothing else', async () => {
    await tf.setBackend('webgpu');
    const values = new Float32Array(16).fill(1);
    values[5] = NaN;
    const y = tf.localResponseNormalization(tf.tensor4d(values, [1, 1, 1, 16]), 2);
    expect([...(await y.data())].map(Number.isNaN)).toEqual(
      Array.from({length: 16}, (_, i) => i >= 3 && i <= 7),
    );
    y.dispose();
  });

  it('return an empty tensor for an empty one', async () => {
    await expectWebGPUAsCpu(() => tf.localResponseNormalization(tf.zeros<tf.Rank.R4>([0, 2, 2, 8])));
  });
});
