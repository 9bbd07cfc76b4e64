import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {matchChannels} from '../../../src/augmentation/match-channels';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

describeOnBackends('matchChannels', () => {
  it('converts colors to gray as Pillow does, in integers', () => {
    tf.tidy(() => {
      const colors = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30];
      const gray = matchChannels(tf.tensor4d(colors, [1, 1, 5, 3], 'int32'), 1);
      expect(gray.shape).toEqual([1, 1, 5, 1]);
      expect(gray.dtype).toBe('float32');
      // 0.299 · 255 = 76.2, 0.587 · 255 = 149.7, 0.114 · 255 = 29.1; 2.99 + 11.74 + 3.42 = 18.15
      expect([...gray.dataSync()]).toEqual([76, 150, 29, 255, 18]);
    });
  });

  it('leaves what fits, and leaves no tensor', async () => {
    const images = tf.zeros<tf.Rank.R4>([2, 3, 3, 3]);
    expect(matchChannels(images, 3)).toBe(images);
    await expectNoLeak(() => {
      matchChannels(images, 1).dispose();
    });
    images.dispose();
  });

  it('refuses what cannot be matched', async () => {
    const images = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
    await expectAlexNetError(() => matchChannels(images, 3), 'bad-shape', '1 channels', '3 channels');
    images.dispose();
  });
});
