import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {ceilOutput} from '../../../src/core/shapes';
import {ceilMaxPool} from '../../../src/ops/ceil-max-pool';
import {randomValues} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';

/** The largest value of each window, of what lies on the image. */
function naive(
  x: Float32Array,
  height: number,
  width: number,
  pool: number,
  stride: number,
  padding: number,
): number[] {
  const y: number[] = [];
  for (let h = 0; h < ceilOutput(height, pool, stride, padding); h++) {
    for (let w = 0; w < ceilOutput(width, pool, stride, padding); w++) {
      let largest = -Infinity;
      for (let row = h * stride - padding; row < h * stride - padding + pool; row++) {
        for (let column = w * stride - padding; column < w * stride - padding + pool; column++) {
          if (row >= 0 && row < height && column >= 0 && column < width) {
            largest = Math.max(largest, x[row * width + column]!);
          }
        }
      }
      y.push(largest);
    }
  }
  return y;
}

describeOnBackends('ceilMaxPool', () => {
  it('takes the largest value of each window, of those that only partly lie on the image too', () => {
    fc.assert(
      fc.property(
        fc.record({
          height: fc.integer({min: 3, max: 9}),
          width: fc.integer({min: 3, max: 9}),
          pool: fc.integer({min: 2, max: 3}),
          stride: fc.integer({min: 1, max: 4}),
          padding: fc.integer({min: 0, max: 1}),
          seed: fc.nat(),
        }),
        ({height, width, pool, stride, padding, seed}) => {
          const x = randomValues(height * width, seed);
          const y = tf.tidy(() =>
            ceilMaxPool(tf.tensor4d(x, [1, height, width, 1]), {
              poolSize: pool,
              strides: stride,
              padding,
            }).dataSync(),
          );
          expectClose(y, naive(x, height, width, pool, stride, padding));
        },
      ),
      {seed: 1, numRuns: 30},
    );
  });

  it('sends the gradient to the largest value of each window', () => {
    const gradient = tf.tidy(() =>
      tf
        .grad((x: tf.Tensor) => tf.sum(ceilMaxPool(x as tf.Tensor4D, {poolSize: 3, strides: 2})))(
          tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], [1, 4, 4, 1]),
        )
        .dataSync(),
    );
    // Windows end at rows and columns 2 and 3: their largest values are 11, 12, 15 and 16.
    expect(Array.from(gradient)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);
  });

  it('refuses a window, step or padding with which some window would see no pixel', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
    await expectAlexNetError(() => ceilMaxPool(x, {poolSize: 0}), 'bad-argument', 'poolSize = 0', 'fix');
    await expectAlexNetError(
      () => ceilMaxPool(x, {poolSize: 2, strides: 0}),
      'bad-argument',
      'strides = 0',
      'fix',
    );
    await expectAlexNetError(
      () => ceilMaxPool(x, {poolSize: 2, padding: 2}),
      'bad-argument',
      'padding = 2',
      'from 0 to 1',
    );
    x.dispose();
  });

  it('leaves no tensor behind', async () => {
    await expectNoLeak(() => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 2]);
      tf.dispose([x, ceilMaxPool(x, {poolSize: 3, strides: 2})]);
    });
  });
});
