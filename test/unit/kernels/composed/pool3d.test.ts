import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {averagePool, maxPool} from '../../../conformance/truth/windows';
import {expectDefinition} from '../../../support/against-definition';
import {describeOnBackends} from '../../../support/backends';

const size = fc.integer({min: 1, max: 3});
const length = fc.integer({min: 3, max: 4});
const POOLS = {
  max: {op: tf.maxPool3d, definition: maxPool},
  average: {op: tf.avgPool3d, definition: averagePool},
};

describeOnBackends(
  'pooling in three dimensions',
  () => {
    it.each(['max', 'average'] as const)('%s: has the values and gradients of the definition', async kind => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            sides: fc.tuple(length, length, length),
            window: fc.tuple(size, size, size),
            strides: fc.tuple(size, size, size),
            padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
            low: fc.constantFrom(-1, -3),
          }),
          ({sides, window, strides, padding, low}) =>
            expectDefinition(
              JSON.stringify({sides, window, strides, padding, low}),
              [{shape: [2, ...sides, 2], low, high: low + 2}],
              (x: tf.Tensor5D) => POOLS[kind].op(x, window, strides, padding),
              x => POOLS[kind].definition(x, window, {strides, padding}),
            ),
        ),
        {seed: 62, numRuns: 8},
      );
    });

    it('finds the greatest of negative values, never the zero of padding', () => {
      const x = tf.fill<tf.Rank.R5>([1, 3, 3, 3, 1], -2);
      expect(Array.from(tf.maxPool3d(x, 2, 2, 'same').dataSync())).toEqual(Array(8).fill(-2));
    });
  },
  ['wasm', 'wasm, compiled kernels'],
);
