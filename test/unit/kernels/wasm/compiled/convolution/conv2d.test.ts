import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor} from '../../../../../support/against-cpu';
import {convShape} from '../../../../../support/conv-shapes';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';
import {expectConvolution, type Convolution} from '../../../../../support/expect-convolution';

beforeAll(async () => {
  expect(await useCompiledKernels()).toMatchObject({threads: 2, kernels: 'relaxed'});
});

describe('the compiled kernels of conv2d', () => {
  it('equal the definition over random shapes, strides and paddings: value and both gradients', () => {
    fc.assert(
      fc.property(convShape, convolution => {
        const {strides, pad} = convolution;
        expectConvolution(convolution, (x, w) => tf.conv2d(x, w, strides, pad));
      }),
      {seed: 11, numRuns: 60},
    );
  });

  it.each<Convolution>([
    {input: [4, 27, 27, 3], filter: [11, 11, 3, 9], strides: 4, pad: 'valid'},
    {input: [1, 17, 19, 20], filter: [3, 3, 20, 12], strides: 1, pad: 'same'},
    {input: [2, 14, 12, 17], filter: [5, 5, 17, 9], strides: 2, pad: 'valid'},
    // Three blocks of the sum over 540, two of the 530 filters.
    {input: [1, 4, 5, 60], filter: [3, 3, 60, 530], strides: 1, pad: 'same'},
  ])('equal the definition where the product is cut into blocks: $input * $filter', convolution => {
    const {strides = 1, pad} = convolution;
    expectConvolution(convolution, (x, w) => tf.conv2d(x, w, strides, pad));
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
      {seed: 12, numRuns: 40},
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
