import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {drawCrop, randomCrop} from '../../../src/augmentation/random-crop';
import {RandomStream} from '../../../src/core/random';
import {describeOnBackends} from '../../support/backends';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {ramp} from '../../support/ramp';

describe('drawCrop', () => {
  it('lies inside the image and has the size that was asked for', () => {
    const side = fc.integer({min: 1, max: 30});
    fc.assert(
      fc.property(side, side, side, side, fc.nat(), (a, b, c, d, seed) => {
        const [height, width] = [Math.max(a, b), Math.max(c, d)];
        const size = [Math.min(a, b), Math.min(c, d)] as const;
        const w = drawCrop(RandomStream.derive(seed), [height, width], size);
        expect([w.height, w.width]).toEqual(size);
        expect(w.top).toBeGreaterThanOrEqual(0);
        expect(w.left).toBeGreaterThanOrEqual(0);
        expect(w.top + w.height).toBeLessThanOrEqual(height);
        expect(w.left + w.width).toBeLessThanOrEqual(width);
      }),
      {seed: 1, numRuns: 300},
    );
  });

  it('reaches every place, each about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const {top, left} = drawCrop(RandomStream.derive(seed), [5, 4], 3);
      counts.set(`${top},${left}`, (counts.get(`${top},${left}`) ?? 0) + 1);
    }
    // 3 × 2 places, 500 each; five standard deviations are 102.
    expect(counts.size).toBe(6);
    for (const count of counts.values()) {
      expect(Math.abs(count - 500)).toBeLessThan(102);
    }
  });
});

describeOnBackends('randomCrop', () => {
  it('cuts out what drawCrop says for (seed, position), in 3-D as in 4-D', async () => {
    await expectNoLeak(() => {
      const x = ramp([3, 6, 7, 1]);
      const y = randomCrop(x, [4, 3], {seed: 5});
      const pixels = y.arraySync();
      for (let b = 0; b < 3; b++) {
        const {top, left} = drawCrop(RandomStream.derive(5, 'randomCrop', b), [6, 7], [4, 3]);
        expect(pixels[b]![0]![0]![0]).toBe(b * 42 + top * 7 + left);
        expect(pixels[b]![3]![2]![0]).toBe(b * 42 + (top + 3) * 7 + left + 2);
      }
      const first = tf.tidy(() => tf.squeeze<tf.Tensor3D>(tf.slice(x, [0, 0, 0, 0], [1, 6, 7, 1]), [0]));
      const alone = randomCrop(first, [4, 3], {seed: 5});
      expect(alone.arraySync()).toEqual(pixels[0]);
      tf.dispose([x, y, first, alone]);
    });
  });

  it('has the same result for the same seed and others for other seeds', () => {
    tf.tidy(() => {
      const x = ramp<tf.Rank.R3>([20, 20, 1]);
      const corner = (seed: number): number => randomCrop(x, 10, {seed}).dataSync()[0]!;
      expect(corner(3)).toBe(corner(3));
      expect(new Set([1, 2, 3, 4, 5, 6].map(corner)).size).toBeGreaterThan(3);
    });
  });

  it('refuses a crop larger than the image, and a seed that is none', async () => {
    const x = tf.zeros<tf.Rank.R3>([4, 4, 3]);
    await expectAlexNetError(() => randomCrop(x, 5, {seed: 1}), 'bad-shape', '5 × 5', 'fix: ');
    await expectAlexNetError(() => randomCrop(x, 2, {seed: 0.5}), 'bad-argument', 'seed = 0.5');
    x.dispose();
  });
});

describe('the options of randomCrop', () => {
  it.each([[{size: 2}, 'remove "size"']])('refuses the option in %j', async (args, fix) => {
    await expectAlexNetError(
      () => randomCrop(tf.zeros<tf.Rank.R3>([4, 4, 3]), 2, {seed: 1, ...args}),
      'bad-argument',
      fix,
    );
  });
});
