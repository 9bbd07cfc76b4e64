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

  it('returns a row per image in the order of the source, whatever the batch size, and leaks no tensor', async () => {
    const network = model();
    const images = tf.tensor4d(bytes, [5, 2, 2, 3], 'int32');
    const source = tensorSource(images, [0, 1, 0, 1, 0], ['cat', 'dog']);
    // The row of a flatten layer is the preprocessed image itself: (x − mean) · scale.
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

  it('takes the mean or the maximum over places where it is asked to and the layer has them', async () => {
    const network = tfl.sequential({
      layers: [
        tfl.layers.activation({name: 'same', activation: 'linear', inputShape: [2, 2, 3]}),
        tfl.layers.flatten(),
        tfl.layers.dense({name: 'fc8', units: 2}),
      ],
    });
    const source = tensorSource(bytes, [0, 1, 0, 1, 0], ['cat', 'dog'], {imageShape: [2, 2, 3]});
    const of = (layer: string, pool: 'average' | 'max' = 'average') =>
      extractFeatures(network, source, {layer, preprocessing, pool});
    const {values, shape} = await of('same');
    expect(shape).toEqual([5, 3]);
    const {values: whole} = await extractFeatures(network, source, {layer: 'same', preprocessing});
    const means = Array.from({length: 15}, (_, i) => {
      const [picture, channel] = [Math.floor(i / 3), i % 3];
      return [0, 1, 2, 3].reduce((sum, place) => sum + whole[picture * 12 + place * 3 + channel]! / 4, 0);
    });
    expectClose(values, means);
    const {values: old} = await extractFeatures(network, source, {
      ...{layer: 'same', preprocessing, averagePlaces: true},
    });
    expect(old).toEqual(values);
    const maxima = Array.from({length: 15}, (_, i) => {
      const [picture, channel] = [Math.floor(i / 3), i % 3];
      return Math.max(...[0, 1, 2, 3].map(place => whole[picture * 12 + place * 3 + channel]!));
    });
    expectClose((await of('same', 'max')).values, maxima);
    expect((await of('fc8')).shape).toEqual([5, 2]);
    source.dispose();
    network.dispose();
  });
});
