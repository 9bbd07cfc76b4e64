import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {expect, it} from 'vitest';
import type {Preprocessing} from '../../../src/core/preprocessing';
import {tensorSource} from '../../../src/data/tensor-source';
import {extractFeatures} from '../../../src/evaluation/extract-features';
import {describeOnBackends} from '../../support/backends';
import {expectClose, expectNoLeak} from '../../support/matchers';

const preprocessing: Preprocessing = {
  version: 1,
  inputShape: [2, 2, 3],
  resizeShorterSide: 2,
  channelOrder: 'rgb',
  mean: [10, 20, 30],
  scale: [0.5, 1, 2],
  classes: ['cat', 'dog'],
};

describeOnBackends('extractFeatures', () => {
  const bytes = Uint8Array.from({length: 5 * 12}, (_, i) => (i * 7) % 256);
  const model = () =>
    tfl.sequential({
      layers: [
        tfl.layers.flatten({name: 'flat', inputShape: [2, 2, 3]}),
        tfl.layers.dense({name: 'fc8', units: 2}),
      ],
    });

  it('gives a row per picture in the order of the source, whatever the batch size, and leaves no tensor', async () => {
    const network = model();
    const images = tf.tensor4d(bytes, [5, 2, 2, 3], 'int32');
    const source = tensorSource(images, [0, 1, 0, 1, 0], ['cat', 'dog']);
    // The row of a flatten layer is the preprocessed picture itself: (x − mean) · scale.
    const expected = Array.from(bytes, (value, i) => (value - [10, 20, 30][i % 3]!) * [0.5, 1, 2][i % 3]!);
    const done: number[] = [];
    await expectNoLeak(async () => {
      for (const batchSize of [2, 32]) {
        const {values, shape} = await extractFeatures(network, source, {
          layer: 'flat',
          preprocessing,
          batchSize,
          onProgress: count => done.push(count),
        });
        expect(shape).toEqual([5, 12]);
        expectClose(values, expected);
      }
    });
    expect(done).toEqual([2, 4, 5, 5]);
    source.dispose();
    tf.dispose(images);
    network.dispose();
  });
});
