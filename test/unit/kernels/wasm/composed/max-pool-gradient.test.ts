import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {maxPool} from '../../../../conformance/truth/windows';
import {expectDefinition} from '../../../../support/against-definition';
import {describeOnBackends} from '../../../../support/backends';

const side = fc.integer({min: 1, max: 3});

describeOnBackends(
  'the gradient of max pooling',
  () => {
    it('goes to the greatest value of each window, below zero too', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            height: fc.integer({min: 3, max: 6}),
            width: fc.integer({min: 3, max: 6}),
            size: fc.tuple(side, side),
            strides: side,
            padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
            low: fc.constantFrom(-1, -3),
          }),
          ({height, width, size, strides, padding, low}) =>
            expectDefinition(
              JSON.stringify({height, width, size, strides, padding, low}),
              [{shape: [2, height, width, 3], low, high: low + 2}],
              (x: tf.Tensor4D) => tf.maxPool(x, size, strides, padding),
              x => maxPool(x, size, {strides, padding}),
            ),
        ),
        {seed: 64, numRuns: 20},
      );
    });

    it('goes to the first of equal values', () => {
      const gradient = tf.grad(x => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(
        tf.ones([1, 2, 2, 1]),
      );
      expect(Array.from(gradient.dataSync())).toEqual([1, 0, 0, 0]);
    });
  },
  ['wasm', 'wasm, compiled kernels'],
);
