import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {cropImages} from '../../../src/augmentation/crop-window';
import {drawResizedCrop, randomResizedCrop, resizedCrop} from '../../../src/augmentation/random-resized-crop';
import {resizeArea} from '../../../src/augmentation/resize-shorter-side';
import {RandomStream} from '../../../src/core/random';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describe('drawResizedCrop', () => {
  it('lies inside the image, whatever is asked for', () => {
    const side = fc.integer({min: 1, max: 300});
    fc.assert(
      fc.property(
        side,
        side,
        fc.nat(),
        fc.double({min: 0.01, max: 1, noNaN: true}),
        (height, width, seed, area) => {
          const w = drawResizedCrop(RandomStream.derive(seed), [height, width], {
            area: [area, 1],
            aspectRatio: [0.1, 10],
          });
          for (const value of [w.top, w.left, w.height, w.width]) {
            expect(Number.isInteger(value)).toBe(true);
          }
          expect(Math.min(w.top, w.left)).toBeGreaterThanOrEqual(0);
          expect(Math.min(w.height, w.width)).toBeGreaterThanOrEqual(1);
          expect(w.top + w.height).toBeLessThanOrEqual(height);
          expect(w.left + w.width).toBeLessThanOrEqual(width);
        },
      ),
      {seed: 1, numRuns: 300},
    );
  });

  it('keeps to the range of areas and proportions, up to rounding', () => {
    for (let seed = 0; seed < 300; seed++) {
      const {height, width} = drawResizedCrop(RandomStream.derive(seed), [256, 256], {area: [0.25, 0.5]});
      expect((height * width) / 256 ** 2).toBeGreaterThan(0.24);
      expect((height * width) / 256 ** 2).toBeLessThan(0.51);
      expect(width / height).toBeGreaterThan(0.74);
      expect(width / height).toBeLessThan(1.35);
    }
  });

  it('takes the central square where no window fits', () => {
    const window = drawResizedCrop(RandomStream.derive(1), [10, 100], {area: [1, 1], aspectRatio: [1, 1]});
    expect(window).toEqual({top: 0, left: 45, height: 10, width: 10});
  });

  it.each([
    ['an area above 1', {area: [0.5, 2]}, 'area[1] = 2'],
    ['a falling range', {area: [0.5, 0.2]}, 'area[1] = 0.2'],
    ['a proportion of 0', {aspectRatio: [0, 1]}, 'aspectRatio[0] = 0'],
  ] as const)('refuses %s', async (_title, range, fragment) => {
    await expectAlexNetError(
      () => drawResizedCrop(RandomStream.derive(1), [8, 8], range),
      'bad-argument',
      fragment,
    );
  });
});

describeOnBackends('randomResizedCrop', () => {
  it('scales the window that was drawn for (seed, position)', async () => {
    await expectNoLeak(() => {
      const x = ramp([2, 9, 8, 3]);
      const y = randomResizedCrop(x, [4, 5], {seed: 2, area: [0.3, 0.6]});
      expect(y.shape).toEqual([2, 4, 5, 3]);
      tf.tidy(() => {
        const images = tf.unstack(x) as tf.Tensor3D[];
        const expected = images.map((image, b) => {
          const stream = RandomStream.derive(2, 'randomResizedCrop', b);
          return resizeArea(cropImages(image, [drawResizedCrop(stream, [9, 8], {area: [0.3, 0.6]})]), [4, 5]);
        });
        expectClose(y.dataSync(), tf.stack(expected).dataSync(), 1e-6);
      });
      tf.dispose([x, y]);
    });
  });

  it('is the whole image where the window is', () => {
    tf.tidy(() => {
      const x = ramp<tf.Rank.R3>([4, 4, 3]);
      const y = resizedCrop(x, [{top: 0, left: 0, height: 4, width: 4}], 4);
      expect(y.arraySync()).toEqual(x.arraySync());
    });
  });

  it('mirrors where the window says so', () => {
    tf.tidy(() => {
      const x = ramp<tf.Rank.R3>([5, 6, 3]);
      const window = {top: 1, left: 2, height: 3, width: 4};
      const plain = resizedCrop(x, [window], [2, 7]);
      const mirrored = resizedCrop(x, [{...window, mirrored: true}], [2, 7]);
      expectClose(mirrored.dataSync(), tf.reverse3d(plain, 1).dataSync(), 1e-6);
    });
  });

  it('refuses a wrong number of windows', async () => {
    const x = ramp<tf.Rank.R3>([4, 4, 3]);
    await expectAlexNetError(() => resizedCrop(x, [], 4), 'bad-argument', '0 windows', 'fix: ');
    x.dispose();
  });
});

describe('the options of randomResizedCrop', () => {
  it.each([
    [{scale: [0.5, 1]}, 'did you mean "area"?'],
    [{ratio: [1, 1]}, 'did you mean "aspectRatio"?'],
  ])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(
      () => randomResizedCrop(tf.zeros<tf.Rank.R3>([4, 4, 3]), 2, {seed: 1, ...args}),
      'bad-argument',
      fix,
    );
  });
});
