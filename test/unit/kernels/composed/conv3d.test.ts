import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {it} from 'vitest';
import {convolution} from '../../../conformance/truth/windows';
import {expectDefinition} from '../../../support/against-definition';
import {describeOnBackends} from '../../../support/backends';

const size = fc.integer({min: 1, max: 3});
const length = fc.integer({min: 3, max: 4});

describeOnBackends(
  'convolution in three dimensions',
  () => {
    it('has the value and the gradients of the definition at every stride and padding', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            sides: fc.tuple(length, length, length),
            kernel: fc.tuple(size, size, size),
            strides: fc.tuple(size, size, size),
            padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
          }),
          ({sides, kernel, strides, padding}) =>
            expectDefinition(
              JSON.stringify({sides, kernel, strides, padding}),
              [
                [2, ...sides, 2],
                [...kernel, 2, 3],
              ],
              (x: tf.Tensor5D, w: tf.Tensor5D) => tf.conv3d(x, w, strides, padding),
              (x, w) => convolution(x, w, {strides, padding}),
            ),
        ),
        {seed: 63, numRuns: 8},
      );
    });
  },
  ['wasm', 'wasm, compiled kernels'],
);
