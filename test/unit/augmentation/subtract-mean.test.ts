import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {subtractMean} from '../../../src/augmentation/subtract-mean';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

describeOnBackends('subtractMean', () => {
  it('subtracts one number per channel, or one per pixel, from int32 and float32', async () => {
    await expectNoLeak(() => {
      for (const dtype of ['int32', 'float32'] as const) {
        const x = tf.tensor4d([10, 20, 30, 40, 50, 60, 70, 80], [2, 2, 1, 2], dtype);
        const image = tf.tensor3d([1, 2, 3, 4], [2, 1, 2]);
        const channel = tf.tensor1d([0.5, 1]);
        const [a, b, c] = [subtractMean(x, [0.5, 1]), subtractMean(x, image), subtractMean(x, channel)];
        expect(a.dtype).toBe('float32');
        expect([...a.dataSync()]).toEqual([9.5, 19, 29.5, 39, 49.5, 59, 69.5, 79]);
        expect([...b.dataSync()]).toEqual([9, 18, 27, 36, 49, 58, 67, 76]);
        expect([...c.dataSync()]).toEqual([...a.dataSync()]);
        tf.dispose([x, image, channel, a, b, c]);
      }
    });
  });

  it('leaves as it was an image whose mean is zero', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([1, 2, 3], [1, 1, 3]);
      expect([...subtractMean(x, [0, 0, 0]).dataSync()]).toEqual([1, 2, 3]);
    });
  });

  it('refuses a mean that does not fit', async () => {
    const x = tf.zeros<tf.Rank.R3>([2, 2, 3]);
    const image = tf.zeros([3, 2, 3]);
    await expectAlexNetError(() => subtractMean(x, [1, 2]), 'bad-shape', 'received: [1,2]', 'fix: ');
    await expectAlexNetError(() => subtractMean(x, [1, 2, NaN]), 'bad-shape', '[1,2,"NaN"]');
    await expectAlexNetError(() => subtractMean(x, image), 'bad-shape', 'a tensor [3,2,3]', '[2, 2, 3]');
    tf.dispose([x, image]);
  });
});
