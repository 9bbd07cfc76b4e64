import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {tensorSource} from '../../../src/data/tensor-source';
import {featureLayer, gatherGallery} from '../../../src/visualize/gallery-data';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

beforeAll(() => tf.setBackend('cpu'));

const OPTIONS = {preprocessing: TINY_PREPROCESSING};

describe('gatherGallery', () => {
  it('shows photos from the first to the last, each with its predictions and its nearest', async () => {
    const source = tinySource(12);
    const data = await gatherGallery(tinyModel(), source, {...OPTIONS, photos: 4, neighbors: 3});
    expect(data.predictions.map(({name}) => name)).toEqual([0, 4, 7, 11].map(i => source.names[i]));
    expect(data.predictions.every(({top}) => top.length === Math.min(5, data.classes.length))).toBe(true);
    expect(data.nearest.rows.map(({neighbors}) => neighbors.length)).toEqual([3, 3, 3, 3]);
    for (const {query, neighbors} of data.nearest.rows) {
      const distances = neighbors.map(({distance}) => distance);
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
      expect(neighbors.map(({name}) => name)).not.toContain(query.name);
    }
    expect(data.accuracy?.count).toBe(12);
    expect(data.accuracy?.confusion.flat().reduce((a, b) => a + b)).toBe(12);
    expect(data.occlusions.length).toBe(4);
    expect(data.activations.maps.length).toBeGreaterThan(0);
  });

  it('holds no tensor afterwards', async () => {
    const [model, source] = [tinyModel(), tinySource(5)];
    await expectNoLeak(() => gatherGallery(model, source, {...OPTIONS, photos: 2, neighbors: 2}));
  });

  it('says nothing of accuracy where no label is known, and of neighbors where there is one photo', async () => {
    const {imageShape} = tinySource(1);
    const alone = tensorSource(tf.zeros([1, ...imageShape]), [-1], []);
    const data = await gatherGallery(tinyModel(), alone, OPTIONS);
    expect(data.accuracy).toBeUndefined();
    expect(data.nearest.agreement).toBeNaN();
    expect(data.nearest.rows.map(({neighbors}) => neighbors)).toEqual([[]]);
  });

  it('refuses more photos and neighbors than an image can show', async () => {
    const gather = (more: object) => () => gatherGallery(tinyModel(), tinySource(2), {...OPTIONS, ...more});
    await expectAlexNetError(gather({photos: 65}), 'bad-argument', 'photos = 65', 'from 1 to 64');
    await expectAlexNetError(gather({neighbors: 33}), 'bad-argument', 'neighbors = 33', 'from 1 to 32');
  });
});

describe('featureLayer', () => {
  it('is fc7 where there is one, else what comes into the last layer with weights', () => {
    expect(
      featureLayer(
        tfl.sequential({
          layers: [
            tfl.layers.dense({name: 'fc7', units: 2, inputShape: [3]}),
            tfl.layers.dense({name: 'fc8', units: 2}),
          ],
        }),
      ),
    ).toBe('fc7');
    expect(
      featureLayer(
        tfl.sequential({
          layers: [
            tfl.layers.flatten({name: 'flat', inputShape: [2, 2, 1]}),
            tfl.layers.dense({name: 'last', units: 2}),
            tfl.layers.softmax(),
          ],
        }),
      ),
    ).toBe('flat');
  });
});
