import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, it} from 'vitest';
import {groupedConv2d} from '../../../../../../src/ops/grouped-conv2d';
import {expectSameAsCpu, randomTensor, weightedSum} from '../../../../../support/against-cpu';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';

beforeAll(async () => {
  await useCompiledKernels();
});

describe('convolve and its gradients', () => {
  it('equal the cpu backend with groups, strides, dilations and paddings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          batch: fc.integer({min: 1, max: 3}),
          height: fc.integer({min: 5, max: 11}),
          width: fc.integer({min: 5, max: 11}),
          groups: fc.integer({min: 1, max: 3}),
          channels: fc.integer({min: 1, max: 5}),
          filters: fc.integer({min: 1, max: 9}),
          kernel: fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3})),
          step: fc.constantFrom<[number, number]>([1, 1], [2, 1], [1, 2], [3, 2], [1, 3]),
          padding: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 1, 2),
          seed: fc.nat(),
        }),
        async ({batch, height, width, groups, channels, filters, kernel, step, padding, seed}) => {
          const [strides, dilations] = step;
          const reach =
            2 * (typeof padding === 'number' ? padding : padding === 'same' ? 9 : 0) +
            Math.min(height, width);
          fc.pre((Math.max(...kernel) - 1) * dilations < reach);
          await expectSameAsCpu(() => {
            const x = randomTensor<tf.Rank.R4>([batch, height, width, groups * channels], seed, 'x');
            const w = randomTensor<tf.Rank.R4>([...kernel, channels, groups * filters], seed, 'w');
            const run = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
              groupedConv2d(a as tf.Tensor4D, b as tf.Tensor4D, {
                groups,
                padding,
                strides: dilations > 1 ? 1 : strides,
                dilations: strides > 1 ? 1 : dilations,
              });
            return [run(x, w), ...tf.grads((a, b) => weightedSum(run(a, b), seed))([x, w])];
          });
        },
      ),
      {seed: 71, numRuns: 150},
    );
  });
});
