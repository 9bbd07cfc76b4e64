import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {beforeAll, describe, it} from 'vitest';
import {tenCropPredict} from '../../../src/evaluation/ten-crop-predict';
import {expectClose} from '../../support/matchers';
import {randomValues} from '../../support/against-cpu';
import {TINY_PREPROCESSING, tinyModel} from '../../support/tiny-run';

beforeAll(() => tf.setBackend('cpu'));

describe('tenCropPredict', () => {
  it('is the mean over corners, center and their mirror images, one after the other', () => {
    tf.tidy(() => {
      const model = tinyModel();
      const pixels = randomValues(2 * 10 * 10 * 3, 'pixels').map(value => Math.round(128 + 127 * value));
      const images = tf.tensor4d(pixels, [2, 10, 10, 3]);
      const input = tf.mul(tf.sub(images, 128), 1 / 64);
      const naive: tf.Tensor[] = [];
      for (const [top, left] of [
        [0, 0],
        [0, 2],
        [2, 0],
        [2, 2],
        [1, 1],
      ] as const) {
        const crop = tf.slice(input, [0, top, left, 0], [-1, 8, 8, -1]);
        naive.push(model.predict(crop) as tf.Tensor, model.predict(tf.reverse(crop, 2)) as tf.Tensor);
      }
      expectClose(
        tenCropPredict(model, images, TINY_PREPROCESSING).dataSync(),
        tf.mean(tf.stack(naive), 0).dataSync(),
      );
    });
  });
});
