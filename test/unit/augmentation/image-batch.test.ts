import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {imageDimensions, onBatch} from '../../../src/augmentation/image-batch';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

describeOnBackends('onBatch', () => {
  it('gives back as many dimensions as came in, and leaks nothing', async () => {
    await expectNoLeak(() => {
      for (const shape of [
        [2, 3, 1],
        [4, 2, 3, 1],
      ]) {
        const x = tf.zeros(shape) as tf.Tensor3D;
        const y = onBatch('test', x, batch => {
          expect(batch.shape).toEqual([shape.length === 4 ? 4 : 1, 2, 3, 1]);
          return tf.add<tf.Tensor4D>(batch, 1);
        });
        expect(y.shape).toEqual(shape);
        expect(x.isDisposed).toBe(false);
        tf.dispose([x, y]);
      }
    });
  });

  it('refuses what holds no images', async () => {
    const flat = tf.zeros([2, 3]) as unknown as tf.Tensor3D;
    await expectAlexNetError(
      () => imageDimensions('place', flat),
      'bad-shape',
      'place',
      '[2,3] float32',
      'fix: ',
    );
    const mask = tf.zeros([2, 3, 1], 'bool') as tf.Tensor3D;
    await expectAlexNetError(() => imageDimensions('place', mask), 'bad-shape', '[2,3,1] bool');
    tf.dispose([flat, mask]);
  });
});
