import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {expectSameAsCpu, randomTensor} from '../../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

describe('depthwise convolution', () => {
  it('keeps NaN with relu and relu6, and equals the cpu backend', async () => {
    for (const activation of ['linear', 'relu', 'relu6'] as const) {
      const layer = (x: tf.Tensor4D): tf.Tensor =>
        tf.fused.depthwiseConv2d({
          x,
          filter: tf.mul<tf.Tensor4D>(randomTensor([3, 3, 5, 1], 'w'), 9),
          bias: randomTensor<tf.Rank.R1>([5], 'b'),
          strides: 1,
          pad: 'same',
          activation,
        });
      await expectSameAsCpu(() => layer(randomTensor<tf.Rank.R4>([2, 6, 7, 5], 'x')));
      const spoiled = tf.tidy(() => layer(tf.fill<tf.Rank.R4>([1, 3, 3, 5], NaN)).dataSync());
      expect(Array.from(spoiled).every(Number.isNaN)).toBe(true);
    }
  });

  it.each<[[number, number], [number, number], [number, number]]>([
    [
      [2, 4],
      [2, 1],
      [2, 2],
    ],
    [
      [7, 5],
      [1, 1],
      [3, 2],
    ],
    [
      [6, 9],
      [3, 2],
      [2, 4],
    ],
    [
      [8, 8],
      [3, 3],
      [2, 2],
    ],
  ])(
    'puts an image of %j, filtered by %j at strides %j, where "same" says',
    async (size, kernel, strides) => {
      const x = (): tf.Tensor4D => randomTensor<tf.Rank.R4>([2, ...size, 3], 'x');
      const filter = (): tf.Tensor4D => randomTensor<tf.Rank.R4>([...kernel, 3, 2], 'w');
      await expectSameAsCpu(() => tf.depthwiseConv2d(x(), filter(), strides, 'same'));
      await expectSameAsCpu(() =>
        tf.fused.depthwiseConv2d({x: x(), filter: filter(), strides, pad: 'same', activation: 'elu'}),
      );
      const gradient = (): tf.Tensor =>
        tf.grad(value => tf.depthwiseConv2d(value as tf.Tensor4D, filter(), strides, 'same'))(x());
      await expectSameAsCpu(gradient);
    },
  );
});
