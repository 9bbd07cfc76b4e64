import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {tenCrop} from '../../../src/augmentation/ten-crop';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describeOnBackends('tenCrop', () => {
  it('returns corners, center, and their mirror images, the ten crops of an image together', async () => {
    await expectNoLeak(() => {
      const x = ramp([2, 4, 5, 1]);
      const y = tenCrop(x, [2, 3]);
      expect(y.shape).toEqual([20, 2, 3, 1]);
      const [input, output] = [x.arraySync(), y.arraySync()];
      const corners = [
        [0, 0],
        [0, 2],
        [2, 0],
        [2, 2],
        [1, 1],
      ] as const;
      for (let b = 0; b < 2; b++) {
        corners.forEach(([top, left], k) => {
          const crop = input[b]!.slice(top, top + 2).map(row => row.slice(left, left + 3));
          expect(output[10 * b + k]).toEqual(crop);
          expect(output[10 * b + 5 + k]).toEqual(crop.map(row => row.toReversed()));
        });
      }
      tf.dispose([x, y]);
    });
  });

  it('takes one image', () => {
    tf.tidy(() => {
      expect(tenCrop(tf.zeros<tf.Rank.R3>([8, 8, 3]), 5).shape).toEqual([10, 5, 5, 3]);
    });
  });

  it('refuses a crop larger than the image', async () => {
    const x = tf.zeros<tf.Rank.R3>([4, 4, 1]);
    await expectAlexNetError(() => tenCrop(x, 5), 'bad-shape', 'tenCrop', '5 × 5');
    x.dispose();
  });
});
