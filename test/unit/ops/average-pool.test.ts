import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {averagePool} from '../../../src/ops/average-pool';
import {randomValues} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak, finiteDifferences} from '../../support/matchers';
import {naiveWindows} from '../../support/naive-pool';

const CASES = fc.record({
  height: fc.integer({min: 3, max: 9}),
  width: fc.integer({min: 3, max: 9}),
  pool: fc.integer({min: 2, max: 3}),
  stride: fc.integer({min: 1, max: 4}),
  padding: fc.integer({min: 0, max: 1}),
  ceilMode: fc.boolean(),
  countPadding: fc.boolean(),
  seed: fc.nat(),
});

describeOnBackends('averagePool', () => {
  it('divides each window by what counts in it, with either rounding of the size', () => {
    fc.assert(
      fc.property(CASES, ({pool, stride, seed, countPadding, ...rest}) => {
        const {height, width, padding, ceilMode} = rest;
        const x = randomValues(height * width, seed);
        const y = tf.tidy(() =>
          averagePool(tf.tensor4d(x, [1, height, width, 1]), {
            poolSize: pool,
            strides: stride,
            padding,
            ceilMode,
            countPadding,
          }).dataSync(),
        );
        const expected = naiveWindows({...rest, pool, stride}).map(
          ({pixels, paddedCount}) =>
            pixels.reduce((sum, i) => sum + x[i]!, 0) / (countPadding ? paddedCount : pixels.length),
        );
        expectClose(y, expected);
      }),
      {seed: 1, numRuns: 40},
    );
  });

  it.each([true, false])('has the gradient of its value in ceil mode (countPadding %s)', countPadding => {
    const dy = randomValues(4 * 3, 'dy');
    const loss = (x: tf.Tensor): tf.Scalar =>
      tf.sum(
        tf.mul(
          averagePool(x as tf.Tensor4D, {poolSize: 3, strides: 2, padding: 1, ceilMode: true, countPadding}),
          tf.tensor4d(dy, [1, 4, 3, 1]),
        ),
      );
    const values = randomValues(6 * 5, 'x');
    const shape: [number, number, number, number] = [1, 6, 5, 1];
    const gradient = tf.tidy(() => tf.grad(loss)(tf.tensor4d(values, shape)).dataSync());
    const expected = finiteDifferences(
      moved => tf.tidy(() => loss(tf.tensor4d(moved, shape)).dataSync()[0]!),
      values,
    );
    expectClose(gradient, expected, 1e-3);
  });

  it('refuses a padding with which some window would see no pixel', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
    await expectAlexNetError(() => averagePool(x, {poolSize: 2, padding: 2}), 'bad-argument', 'padding = 2');
    await expectAlexNetError(() => averagePool(x, {poolSize: 0}), 'bad-argument', 'poolSize = 0');
    await expectAlexNetError(() => averagePool(x, {poolSize: 2, strides: 0}), 'bad-argument', 'strides = 0');
    x.dispose();
  });

  it('leaves no tensor behind', async () => {
    await expectNoLeak(() => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 2]);
      const y = averagePool(x, {poolSize: 3, strides: 2, ceilMode: true});
      expect(Array.from(y.dataSync())).toEqual(new Array(8).fill(1));
      tf.dispose([x, y]);
    });
  });
});
