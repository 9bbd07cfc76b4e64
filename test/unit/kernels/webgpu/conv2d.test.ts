import * as tf from '@tensorflow/tfjs-core';
import {it} from 'vitest';
import {randomTensor, weightedSum} from '../../../support/against-cpu';
import {describeOnWebGPU, expectWebGPUAsCpu} from '../../../support/webgpu';

describeOnWebGPU("the kernels under tfjs's own names", () => {
  it.each(['same', 'valid', 1] as const)('have the values and gradients of cpu at padding %s', async pad => {
    await expectWebGPUAsCpu(() => {
      const x = randomTensor<tf.Rank.R4>([2, 6, 6, 5], 'x', String(pad));
      const w = randomTensor<tf.Rank.R4>([3, 2, 5, 6], 'w', String(pad));
      const f = (image: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
        tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, pad === 'same' ? 1 : 2, pad);
      return [f(x, w), ...tf.grads((a, b) => weightedSum(f(a, b), 1))([x, w])];
    });
  });

  it('leave to the stock kernels what they do not take: channels first, other activations', async () => {
    const x = (): tf.Tensor4D => randomTensor<tf.Rank.R4>([1, 4, 4, 4], 'x');
    const filter = (): tf.Tensor4D => randomTensor<tf.Rank.R4>([2, 2, 4, 4], 'w');
    await expectWebGPUAsCpu(() => [
      tf.fused.conv2d({x: x(), filter: filter(), strides: 1, pad: 'valid', activation: 'sigmoid'}),
      tf.fused.conv2d({
        x: x(),
        filter: filter(),
        strides: 1,
        pad: 'valid',
        activation: 'relu',
        bias: tf.ones([4]),
      }),
    ]);
  });

  it('reverse a transposed convolution whose output is larger than the kernel covers', async () => {
    await expectWebGPUAsCpu(() =>
      tf.conv2dTranspose(
        randomTensor<tf.Rank.R4>([1, 3, 3, 2], 'x'),
        randomTensor<tf.Rank.R4>([2, 2, 3, 2], 'w'),
        [1, 6, 6, 3],
        2,
        'same',
      ),
    );
  });
});
