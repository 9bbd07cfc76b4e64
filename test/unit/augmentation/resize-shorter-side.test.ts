import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {resizeArea, resizeShorterSide} from '../../../src/augmentation/resize-shorter-side';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectClose, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

/** A triangle filter as wide as the step, one output pixel at a time. */
function naive(row: number[], to: number): number[] {
  const step = row.length / to;
  const reach = Math.max(1, step);
  return Array.from({length: to}, (_, i) => {
    const weights = row.map((_value, j) => Math.max(0, 1 - Math.abs(j + 0.5 - (i + 0.5) * step) / reach));
    const sum = weights.reduce((a, b) => a + b, 0);
    return row.reduce((total, value, j) => total + value * weights[j]!, 0) / sum;
  });
}

describeOnBackends('resizeShorterSide', () => {
  it.each([
    [[300, 400], 256, [256, 341]],
    [[400, 300], 256, [341, 256]],
    [[5, 5], 7, [7, 7]],
    [[1, 1000], 8, [8, 8000]],
    [[1, 1], 4, [4, 4]],
  ])('makes %j to %i: %j', ([height, width], size, expected) => {
    tf.tidy(() => {
      const y = resizeShorterSide(tf.zeros<tf.Rank.R3>([height!, width!, 1]), size);
      expect(y.shape).toEqual([...expected, 1]);
    });
  });

  it('equals a naive loop along both axes, leaks nothing', async () => {
    const side = fc.integer({min: 1, max: 12});
    let kept = 0;
    await expectNoLeak(() => {
      fc.assert(
        fc.property(side, side, side, side, (height, width, toHeight, toWidth) => {
          const x = tf.randomUniform<tf.Rank.R4>([2, height, width, 3], 0, 255, 'float32', 7);
          const y = resizeArea(x, [toHeight, toWidth]);
          const images = x.arraySync();
          const expected = images.flatMap(image => {
            const columns = image[0]!.map((_p, j) =>
              [0, 1, 2].map(c =>
                naive(
                  image.map(row => row[j]![c]!),
                  toHeight,
                ),
              ),
            );
            return Array.from({length: toHeight}, (_r, i) => {
              const channels = [0, 1, 2].map(c =>
                naive(
                  columns.map(column => column[c]![i]!),
                  toWidth,
                ),
              );
              return Array.from({length: toWidth}, (_c, j) => channels.map(values => values[j]!)).flat();
            }).flat();
          });
          expectClose(y.dataSync(), expected, 1e-5);
          tf.dispose([x, y]);
          kept++;
        }),
        {seed: 1, numRuns: 30},
      );
    });
    expect(kept).toBe(30);
  });

  it('leaves an image of that size as it is, and a flat one flat', () => {
    tf.tidy(() => {
      const x = ramp<tf.Rank.R3>([2, 2, 3], 'int32');
      expect(resizeShorterSide(x, 2).dtype).toBe('float32');
      expect([...resizeShorterSide(x, 2).dataSync()]).toEqual([...x.dataSync()]);
      expectClose(
        resizeShorterSide(tf.fill<tf.Rank.R3>([9, 13, 3], 77), 4).dataSync(),
        new Array(72).fill(77),
      );
    });
  });

  it('takes every pixel into account when it shrinks', () => {
    tf.tidy(() => {
      // A comb of black and white columns: two neighbors alone would see one of the two.
      const comb = tf.tile<tf.Tensor3D>(tf.tensor3d([0, 255], [1, 2, 1]), [32, 16, 1]);
      const middle = tf.slice(resizeShorterSide(comb, 4), [0, 1, 0], [4, 2, 1]);
      for (const value of middle.dataSync()) {
        expect(Math.abs(value - 127.5)).toBeLessThan(1);
      }
    });
  });

  it('refuses a size that is none', async () => {
    const x = tf.zeros<tf.Rank.R3>([2, 2, 3]);
    await expectAlexNetError(() => resizeShorterSide(x, 0), 'bad-argument', 'size = 0', 'fix: ');
    x.dispose();
  });
});
