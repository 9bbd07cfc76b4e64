import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {paddedMaxPool} from '../../../src/ops/padded-max-pool';
import {randomValues} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak, finiteDifferences} from '../../support/matchers';
import {naiveWindows} from '../../support/naive-pool';

describeOnBackends('paddedMaxPool', () => {
  it('takes the largest value of the pixels in each window; padding never wins', () => {
    const cases = fc.record({
      height: fc.integer({min: 3, max: 9}),
      width: fc.integer({min: 3, max: 9}),
      pool: fc.integer({min: 2, max: 3}),
      stride: fc.integer({min: 1, max: 4}),
      padding: fc.integer({min: 0, max: 1}),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({seed, ...rest}) => {
        const {height, width, pool, stride, padding} = rest;
        // All negative: a zero of the padding would be the largest.
        const x = randomValues(height * width, seed).map(value => value - 2);
        const y = tf.tidy(() =>
          paddedMaxPool(tf.tensor4d(x, [1, height, width, 1]), {
            poolSize: pool,
            strides: stride,
            padding,
          }).dataSync(),
        );
        const windows = naiveWindows({...rest, ceilMode: false});
        expectClose(
          y,
          windows.map(({pixels}) => Math.max(...pixels.map(i => x[i]!))),
        );
      }),
      {seed: 1, numRuns: 30},
    );
  });

  it('sends the gradient to the largest value of each window', () => {
    // Values far apart, so that a small step changes no maximum.
    const values = randomValues(30, 'order')
      .map((value, i) => value * 1e-3 + ((i * 7) % 30))
      .map(Math.fround);
    const shape: [number, number, number, number] = [1, 6, 5, 1];
    const dy = randomValues(9, 'dy');
    const loss = (x: tf.Tensor): tf.Scalar =>
      tf.sum(
        tf.mul(
          paddedMaxPool(x as tf.Tensor4D, {poolSize: 3, strides: 2, padding: 1}),
          tf.tensor4d(dy, [1, 3, 3, 1]),
        ),
      );
    const gradient = tf.tidy(() => tf.grad(loss)(tf.tensor4d(values, shape)).dataSync());
    const expected = finiteDifferences(
      moved => tf.tidy(() => loss(tf.tensor4d(moved, shape)).dataSync()[0]!),
      values,
      0.25,
    );
    expectClose(gradient, expected, 1e-4);
  });

  it('refuses what leaves a window without a pixel, and leaves no tensor behind', async () => {
    await expectNoLeak(async () => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 2]);
      await expectAlexNetError(
        () => paddedMaxPool(x, {poolSize: 2, padding: 2}),
        'bad-argument',
        'padding = 2',
        'from 0 to 1',
      );
      const y = paddedMaxPool(x, {poolSize: 3, strides: 2, padding: 1});
      expect(y.shape).toEqual([1, 2, 2, 2]);
      tf.dispose([x, y]);
    });
  });
});
