import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {averagePool} from '../../../conformance/truth/windows';
import {expectDefinition} from '../../../support/against-definition';
import {describeOnBackends} from '../../../support/backends';

const side = fc.integer({min: 1, max: 4});

describeOnBackends(
  'the gradient of average pooling',
  () => {
    it('divides by the number of positions on the image, at every stride and padding', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            height: fc.integer({min: 4, max: 7}),
            width: fc.integer({min: 4, max: 7}),
            channels: fc.integer({min: 1, max: 6}),
            size: fc.tuple(side, side),
            strides: fc.integer({min: 1, max: 3}),
            padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
          }),
          ({height, width, channels, size, strides, padding}) =>
            expectDefinition(
              JSON.stringify({height, width, channels, size, strides, padding}),
              [[1, height, width, channels]],
              (x: tf.Tensor4D) => tf.avgPool(x, size, strides, padding),
              x => averagePool(x, size, {strides, padding}),
            ),
        ),
        {seed: 61, numRuns: 25},
      );
    });

    it("is a corner pixel's fraction of the windows that contain it", () => {
      const gradient = tf.grad(x => tf.sum(tf.avgPool(x as tf.Tensor4D, 2, 1, 'same')))(
        tf.ones([1, 2, 2, 1]),
      );
      // Windows of 4, 2, 2 and 1 pixels; the last pixel is in all of them.
      expect(Array.from(gradient.dataSync())).toEqual([0.25, 0.75, 0.75, 2.25]);
    });
  },
  ['wasm', 'wasm, compiled kernels'],
);
