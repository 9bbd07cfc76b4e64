import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../../../../support/against-cpu';
import {convShape} from '../../../../../support/conv-shapes';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

beforeAll(async () => {
  expect(await useCompiledKernels()).toMatchObject({threads: 2, kernels: 'relaxed'});
});

describe('the compiled kernels of conv2d', () => {
  it('equal the cpu backend over random shapes, strides and paddings: value and both gradients', async () => {
    await fc.assert(
      fc.asyncProperty(convShape, async ({input, filter, strides, pad, seed}) => {
        await expectSameAsCpu(() => {
          const x = randomTensor<tf.Rank.R4>(input, seed, 'x');
          const w = randomTensor<tf.Rank.R4>(filter, seed, 'w');
          const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
            tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad);
          return [convolve(x, w), ...tf.grads((a, b) => weightedSum(convolve(a, b), seed))([x, w])];
        });
      }),
      {seed: 11, numRuns: 200},
    );
  });

  it('equal the cpu backend where the product is cut into blocks', async () => {
    const shapes: [[number, number, number, number], [number, number, number, number], number][] = [
      [[4, 27, 27, 3], [11, 11, 3, 9], 4],
      [[1, 17, 19, 20], [3, 3, 20, 12], 1],
      [[2, 14, 12, 17], [5, 5, 17, 9], 2],
      // Three blocks of the sum over 540, two of the 530 filters.
      [[1, 4, 5, 60], [3, 3, 60, 530], 1],
    ];
    for (const [input, filter, stride] of shapes) {
      await expectSameAsCpu(() => {
        const x = randomTensor<tf.Rank.R4>(input, 'x');
        const w = randomTensor<tf.Rank.R4>(filter, 'w');
        const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, stride === 1 ? 'same' : 'valid');
        return [convolve(x, w), ...tf.grads((a, b) => weightedSum(convolve(a, b), 3))([x, w])];
      });
    }
  });

  it('equal the cpu backend with dilations, bias and activation', async () => {
    await fc.assert(
      fc.asyncProperty(
        convShape,
        fc.constantFrom('linear', 'relu', 'relu6', 'sigmoid'),
        fc.integer({min: 1, max: 3}),
        async ({input, filter, pad, seed}, activation, dilation) => {
          const info = tf.backend_util.computeConv2DInfo(input, filter, 1, dilation, pad);
          fc.pre(info.outHeight > 0 && info.outWidth > 0);
          await expectSameAsCpu(() =>
            tf.fused.conv2d({
              x: randomTensor<tf.Rank.R4>(input, seed, 'x'),
              filter: randomTensor<tf.Rank.R4>(filter, seed, 'w'),
              strides: 1,
              pad: pad,
              dilations: dilation,
              bias: randomTensor<tf.Rank.R1>([filter[3]], seed, 'b'),
              activation: activation,
            }),
          );
        },
      ),
      {seed: 12, numRuns: 100},
    );
  });

  it('lose no NaN and no infinity, in image or weights', () => {
    for (const bad of [NaN, Infinity]) {
      const x = tf.ones<tf.Rank.R4>([1, 5, 5, 3]);
      const spoiled = tf.where<tf.Tensor4D>(tf.reshape(tf.equal(tf.range(0, 75), 37), [1, 5, 5, 3]), bad, x);
      const y = tf.conv2d(spoiled, tf.ones([3, 3, 3, 9]), 1, 'same').dataSync();
      expect(y.filter(value => !Number.isFinite(value)).length).toBe(81);
    }
  });

  it('reverse a convolution, also with a larger output than a convolution of that size has', async () => {
    for (const size of [4, 8]) {
      await expectSameAsCpu(() =>
        tf.conv2dTranspose(
          randomTensor<tf.Rank.R4>([1, 8, 8, 8], 'x'),
          randomTensor<tf.Rank.R4>([3, 3, 8, 8], 'w'),
          [1, size, size, 8],
          1,
          'same',
        ),
      );
    }
  });
});
