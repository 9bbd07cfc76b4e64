import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {centerCrop, centerWindow} from '../../../src/augmentation/center-crop';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describeOnBackends('centerCrop', () => {
  it('leaves the odd pixel below and to the right', () => {
    expect(centerWindow([256, 256], 227)).toEqual({top: 14, left: 14, height: 227, width: 227});
    expect(centerWindow([5, 6], [5, 2])).toEqual({top: 0, left: 2, height: 5, width: 2});
  });

  it('keeps the middle, and everything where the crop is as large as the image', async () => {
    await expectNoLeak(() => {
      const x = ramp<tf.Rank.R3>([4, 4, 1]);
      const [middle, all] = [centerCrop(x, 2), centerCrop(x, 4)];
      expect([...middle.dataSync()]).toEqual([5, 6, 9, 10]);
      expect(all.arraySync()).toEqual(x.arraySync());
      tf.dispose([x, middle, all]);
    });
  });

  it('refuses a crop larger than the image', async () => {
    const x = tf.zeros<tf.Rank.R3>([4, 4, 1]);
    await expectAlexNetError(() => centerCrop(x, [4, 5]), 'bad-shape', '4 × 5', 'fix: ');
    x.dispose();
  });
});
