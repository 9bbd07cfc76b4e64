import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {trainingTransform} from '../../../src/augmentation/batch-transform';
import {drawErasing, eraseWindows} from '../../../src/augmentation/random-erasing';
import {RandomStream} from '../../../src/core/random';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING, TINY_SIDE} from '../../support/tiny-run';

describe('drawErasing', () => {
  it('erases that fraction of the images, and 2 % to a third of the area of each, inside it', () => {
    const stream = RandomStream.derive(1, 'erasing');
    const windows = Array.from({length: 2000}, () => drawErasing(stream, [60, 80], 0.25));
    const drawn = windows.filter(window => window !== undefined);
    expect(drawn.length / windows.length).toBeGreaterThan(0.21);
    expect(drawn.length / windows.length).toBeLessThan(0.29);
    for (const {top, left, height, width} of drawn) {
      expect([top >= 0, left >= 0, top + height <= 60, left + width <= 80]).toEqual(Array(4).fill(true));
      // A side is rounded to whole pixels.
      expect((height * width) / (60 * 80)).toBeGreaterThan(0.018);
      expect((height * width) / (60 * 80)).toBeLessThan(0.35);
    }
    expect(drawErasing(stream, [60, 80], 0)).toBeUndefined();
  });
});

describe('eraseWindows', () => {
  it('sets the window of each image to 0 and nothing else', () => {
    const x = tf.ones<tf.Rank.R4>([3, 4, 5, 2]);
    const windows = [
      undefined,
      {top: 1, left: 2, height: 2, width: 3},
      {top: 0, left: 0, height: 1, width: 1},
    ];
    eraseWindows(x, windows)
      .arraySync()
      .forEach((image, b) => {
        const {top = 0, left = 0, height = 0, width = 0} = windows[b] ?? {};
        image.forEach((row, i) => {
          row.forEach((pixel, j) => {
            const isErased = i >= top && i < top + height && j >= left && j < left + width;
            expect(pixel).toEqual(isErased ? [0, 0] : [1, 1]);
          });
        });
      });
    x.dispose();
  });
});

describe('erasing in trainingTransform', () => {
  const images = tf.tensor4d(
    Array.from({length: 2 * TINY_SIDE ** 2 * 3}, (_, i) => (i * 37) % 256),
    [2, TINY_SIDE, TINY_SIDE, 3],
    'int32',
  );
  const at = {epoch: 0, indices: [4, 9]};
  const run = (options: object): number[] => [
    ...trainingTransform(TINY_PREPROCESSING, {seed: 1, ...options})(images, at).dataSync(),
  ];

  it('comes after all other draws: what is not erased has the same bits as without it', () => {
    const [plain, erased] = [run({}), run({erasing: 1})];
    expect(erased).not.toEqual(plain);
    erased.forEach((value, i) => {
      expect(value === plain[i] || value === 0).toBe(true);
    });
    expect(run({erasing: 0})).toEqual(plain);
    expect(run({erasing: 1})).toEqual(erased);
  });

  it('refuses what is no probability', async () => {
    await expectAlexNetError(() => run({erasing: 2}), 'bad-argument', 'erasing = 2');
  });
});
