import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {beforeAll, describe, expect, it, vi} from 'vitest';
import {encodeMeanImage} from '../../../src/core/preprocessing';
import {tenCropPredict} from '../../../src/evaluation/ten-crop-predict';
import {expectClose} from '../../support/matchers';
import {randomValues} from '../../support/against-cpu';
import {TINY_PREPROCESSING, tinyModel} from '../../support/tiny-run';

beforeAll(() => tf.setBackend('cpu'));

describe('tenCropPredict', () => {
  const meanImage = new Float32Array(10 * 10 * 3).map((_, i) => 100 + (i % 31));
  it.each([
    {name: 'a mean per channel', preprocessing: TINY_PREPROCESSING},
    {
      name: 'a mean image, scales and BGR',
      preprocessing: {
        ...TINY_PREPROCESSING,
        meanImage: encodeMeanImage(meanImage, [10, 10, 3]),
        scale: [1 / 64, 1 / 32, 1 / 50],
        channelOrder: 'bgr' as const,
      },
    },
  ])(
    'is the mean over corners, center and their mirror images, one after the other: $name',
    ({preprocessing}) => {
      tf.tidy(() => {
        const model = tinyModel();
        const pixels = randomValues(2 * 10 * 10 * 3, 'pixels').map(value => Math.round(128 + 127 * value));
        const images = tf.tensor4d(pixels, [2, 10, 10, 3]);
        const centered =
          preprocessing === TINY_PREPROCESSING
            ? tf.sub(images, 128)
            : tf.sub(images, tf.tensor3d(meanImage, [10, 10, 3]));
        const scaled = tf.mul(centered, preprocessing.scale);
        const input = preprocessing.channelOrder === 'bgr' ? tf.reverse(scaled, 3) : scaled;
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
          tenCropPredict(model, images, preprocessing).dataSync(),
          tf.mean(tf.stack(naive), 0).dataSync(),
        );
      });
    },
  );

  it('passes the image and its mirror image through the layers that all views share, and ten views through the rest', () => {
    const model = tinyModel();
    const shapesOf = (name: string): (() => unknown[]) => {
      const call = vi.spyOn(model.getLayer(name), 'call');
      return () => call.mock.calls.map(([x]) => [x].flat()[0]!.shape);
    };
    const [conv, pool] = [shapesOf('conv1'), shapesOf('pool1')];
    tf.tidy(() => tenCropPredict(model, tf.zeros([3, 10, 10, 3]), TINY_PREPROCESSING));
    expect(conv()).toEqual([[6, 10, 10, 3]]);
    expect(pool()).toEqual([[30, 6, 6, 4]]);
    // Ten small views of a large image: the image itself would be more work.
    tf.tidy(() => tenCropPredict(model, tf.zeros([1, 20, 20, 3]), TINY_PREPROCESSING));
    expect(conv()[1]).toEqual([10, 8, 8, 3]);
  });
});
