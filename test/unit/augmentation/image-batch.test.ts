import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {imageDimensions, onBatch, perRow} from '../../../src/augmentation/image-batch';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describeOnBackends('onBatch', () => {
  it('returns as many dimensions as its input has, and leaks nothing', async () => {
    await expectNoLeak(() => {
      for (const shape of [
        [2, 3, 1],
        [4, 2, 3, 1],
      ]) {
        const x: tf.Tensor3D = tf.zeros(shape as [number, number, number]);
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

  it('combines rows, whole images and one row per image as broadcasting does', async () => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const x = ramp([2, 2, 2, 1], 'int32');
        const row = perRow(x, tf.tensor1d([10, 20]), tf.add);
        const image = perRow(x, tf.tensor3d([1, 2, 3, 4], [1, 2, 2]), tf.sub);
        const each = perRow(x, tf.tensor3d([1, 1, 2, 2], [2, 1, 2]), tf.mul);
        expect([...row.dataSync()]).toEqual([10, 21, 12, 23, 14, 25, 16, 27]);
        expect([...image.dataSync()]).toEqual([-1, -1, -1, -1, 3, 3, 3, 3]);
        expect([...each.dataSync()]).toEqual([0, 1, 2, 3, 8, 10, 12, 14]);
        expect(row.dtype).toBe('float32');
      });
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
    const mask = tf.zeros<tf.Rank.R3>([2, 3, 1], 'bool');
    await expectAlexNetError(() => imageDimensions('place', mask), 'bad-shape', '[2,3,1] bool');
    tf.dispose([flat, mask]);
  });
});
