import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {beforeAll, describe, expect, it} from 'vitest';
import {drawOcclusionMap, occlusionMap, type OcclusionMap} from '../../../src/visualize/occlusion-map';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

beforeAll(() => tf.setBackend('cpu'));

/** Says 1 with certainty σ(pixel at row 1, column 6 − 4): all that matters is one pixel. */
function onePixelModel(): tfl.LayersModel {
  const kernel = new Float32Array(64 * 2);
  kernel[(1 * 8 + 6) * 2 + 1] = 1;
  const dense = tfl.layers.dense({units: 2, weights: [tf.tensor2d(kernel, [64, 2]), tf.tensor1d([4, 0])]});
  const model = tfl.sequential({
    layers: [tfl.layers.flatten({inputShape: [8, 8, 1]}), dense, tfl.layers.softmax()],
  });
  return model;
}

describe('occlusionMap', () => {
  it('equals covering one place after the other by hand', async () => {
    const model = tinyModel();
    const input = tf.randomUniform<tf.Rank.R4>([1, 8, 8, 3], -1, 1, 'float32', 3);
    const map = await occlusionMap(model, input, {patchPx: 3, stridePx: 2, classIndex: 1, batchSize: 3});
    expect(map.shape).toEqual([4, 4]);
    const pixels = input.arraySync();
    const naive: number[] = [];
    for (let row = 0; row < 8; row += 2) {
      for (let column = 0; column < 8; column += 2) {
        const covered = pixels[0]!.map((line, y) =>
          line.map((pixel, x) =>
            Math.abs(y - row) <= 1 && Math.abs(x - column) <= 1 ? pixel.map(() => 0) : pixel,
          ),
        );
        naive.push((model.predict(tf.tensor4d([covered])) as tf.Tensor2D).arraySync()[0]![1]!);
      }
    }
    expectClose(map.data, naive);
    await expectNoLeak(() => occlusionMap(model, input, {stridePx: 4}));
  });

  it('finds the one pixel that a prediction depends on', async () => {
    const input = tf.fill<tf.Rank.R4>([1, 8, 8, 1], 8);
    const map = await occlusionMap(onePixelModel(), input, {patchPx: 1, stridePx: 1});
    expect(map.classIndex).toBe(1);
    expect(map.probability).toBeCloseTo(1 / (1 + Math.exp(-4)), 5);
    const low = Array.from(map.data.keys()).filter(at => map.data[at]! < map.probability - 0.1);
    expect(low).toEqual([1 * 8 + 6]);
    const {data} = drawOcclusionMap(map, {width: 8, height: 8});
    const opaque = Array.from({length: 64}, (_, at) => at).filter(at => data[at * 4 + 3]! > 0);
    expect(opaque).toEqual([1 * 8 + 6]);
  });

  it('draws against the largest loss of the map if asked to, and keeps noise pale', () => {
    const map = (...data: number[]): OcclusionMap => ({
      classIndex: 0,
      probability: 1,
      shape: [1, data.length],
      data: Float32Array.from(data),
      inputSize: [1, data.length],
      patchPx: 1,
      stridePx: 1,
    });
    const opacities = (of: OcclusionMap, contrast?: 'absolute' | 'map'): number[] => {
      const {data} = drawOcclusionMap(of, {width: of.shape[1], height: 1, ...(contrast && {contrast})});
      return of.data.reduce<number[]>((all, _, at) => [...all, data[at * 4 + 3]!], []);
    };
    // 200 is the opacity of full red.
    expect(opacities(map(1, 0.8, 0.9))).toEqual([0, 40, 20]);
    expect(opacities(map(1, 0.8, 0.9), 'map')).toEqual([0, 200, 100]);
    expect(opacities(map(1, 0.99, 1), 'map')).toEqual([0, 40, 0]);
  });

  it('refuses a missing class and several images', async () => {
    const model = onePixelModel();
    await expectAlexNetError(
      () => occlusionMap(model, tf.zeros([1, 8, 8, 1]), {classIndex: 2}),
      'bad-argument',
      'classIndex = 2',
      'from 0 to 1',
    );
    await expectAlexNetError(() => occlusionMap(model, tf.zeros([2, 8, 8, 1])), 'bad-shape', '[2,8,8,1]');
  });
});
