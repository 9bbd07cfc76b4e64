import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {checkSpatialLrn, spatialLrn} from '../../../src/ops/spatial-lrn';
import {randomValues} from '../../support/against-cpu';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak, finiteDifferences} from '../../support/matchers';

const SHAPE: [number, number, number, number] = [2, 5, 4, 3];
const COUNT = 2 * 5 * 4 * 3;

/** The formula, pixel by pixel. */
function naive(x: Float32Array, size: number, alpha: number, beta: number): number[] {
  const [batch, height, width, channels] = SHAPE;
  const at = (b: number, h: number, w: number, c: number): number =>
    h < 0 || h >= height || w < 0 || w >= width ? 0 : x[((b * height + h) * width + w) * channels + c]!;
  const y: number[] = [];
  const reach = (size - 1) / 2;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < height; h++) {
      for (let w = 0; w < width; w++) {
        for (let c = 0; c < channels; c++) {
          let energy = 0;
          for (let i = h - reach; i <= h + reach; i++) {
            for (let j = w - reach; j <= w + reach; j++) {
              energy += at(b, i, j, c) ** 2;
            }
          }
          y.push(at(b, h, w, c) / (1 + (alpha / size ** 2) * energy) ** beta);
        }
      }
    }
  }
  return y;
}

describeOnBackends('spatialLrn', () => {
  it.each([
    {size: 3, alpha: 0.8, beta: 0.75},
    {size: 5, alpha: 3, beta: 0.5},
    {size: 1, alpha: 1, beta: 1},
  ])('divides by the energy of the window in the same channel: %o', ({size, alpha, beta}) => {
    const x = randomValues(COUNT, size);
    const y = tf.tidy(() => spatialLrn(tf.tensor4d(x, SHAPE), {size, alpha, beta}).dataSync());
    expectClose(y, naive(x, size, alpha, beta));
  });

  it('has the gradient of its value', () => {
    const values = randomValues(COUNT, 'x');
    const dy = randomValues(COUNT, 'dy');
    const loss = (x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(spatialLrn(x as tf.Tensor4D, {size: 3, alpha: 2, beta: 0.75}), tf.tensor4d(dy, SHAPE)));
    const gradient = tf.tidy(() => tf.grad(loss)(tf.tensor4d(values, SHAPE)).dataSync());
    const naiveLoss = (x: Float32Array): number =>
      naive(x, 3, 2, 0.75).reduce((sum, value, i) => sum + value * dy[i]!, 0);
    expectClose(gradient, finiteDifferences(naiveLoss, values, 1e-2), 1e-3);
  });

  it('refuses an even window, and leaves no tensor behind', async () => {
    await expectAlexNetError(() => checkSpatialLrn('here', {size: 4}), 'bad-argument', 'size = 4', '3 or 5');
    await expectAlexNetError(() => checkSpatialLrn('here', {beta: 0}), 'bad-argument', 'beta = 0');
    await expectNoLeak(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
      const y = spatialLrn(x);
      expect(y.shape).toEqual([1, 3, 3, 1]);
      tf.dispose([x, y]);
    });
  });
});
