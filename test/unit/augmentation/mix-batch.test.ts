import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {drawBeta, drawMix, mixBatch, partnerOf} from '../../../src/augmentation/mix-batch';
import {RandomStream} from '../../../src/core/random';
import {expectClose, expectNoLeak} from '../../support/matchers';

const images = (): tf.Tensor4D =>
  tf.tensor4d(
    Array.from({length: 3 * 4 * 5 * 2}, (_, i) => Math.sin(i)),
    [3, 4, 5, 2],
  );

describe('drawBeta', () => {
  it.each([0.1, 0.2, 1, 4])('has the moments of Beta(α, α) for α = %s', alpha => {
    const stream = RandomStream.derive(5, 'beta', String(alpha));
    const draws = Array.from({length: 20000}, () => drawBeta(stream, alpha));
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const moment = (power: number): number =>
      draws.reduce((sum, value) => sum + (value - mean) ** power, 0) / draws.length;
    // Variance 1 / (4 (2α + 1)); the fourth moment of the symmetric distribution is 3 / (16 (2α + 1) (2α + 3)).
    expect(mean).toBeCloseTo(0.5, 1.8);
    expectClose([moment(2)], [1 / (4 * (2 * alpha + 1))], 0.04);
    expectClose([moment(4)], [3 / (16 * (2 * alpha + 1) * (2 * alpha + 3))], 0.06);
    expect(draws.every(value => value >= 0 && value <= 1)).toBe(true);
  });
});

describe('drawMix', () => {
  it('draws nothing where both are off, and is the same for the same stream', () => {
    const stream = () => RandomStream.derive(1, 'mix', 0, 3);
    expect(drawMix(stream(), [8, 8], {})).toBeUndefined();
    expect(drawMix(stream(), [8, 8], {mixup: 0.2})).toEqual(drawMix(stream(), [8, 8], {mixup: 0.2}));
  });

  it('of cutmix leaves exactly λ of the area, inside the image, for any size', () => {
    const stream = RandomStream.derive(2, 'mix');
    for (let i = 0; i < 300; i++) {
      const [height, width] = [1 + stream.integer(30), 1 + stream.integer(30)];
      const mix = drawMix(stream, [height, width], {cutmix: 1});
      const {top = -1, left = -1, height: rows = 0, width: columns = 0} = mix?.box ?? {};
      expect([top >= 0, left >= 0, top + rows <= height, left + columns <= width]).toEqual(
        Array(4).fill(true),
      );
      expect([rows >= 0, columns >= 0]).toEqual([true, true]);
      expect(mix?.fraction).toBe(1 - (rows * columns) / (height * width));
    }
  });

  it('with both, takes one of the two for each batch', () => {
    const stream = RandomStream.derive(3, 'mix');
    const cut = Array.from({length: 200}, () => drawMix(stream, [9, 9], {mixup: 1, cutmix: 1})?.box).filter(
      box => box !== undefined,
    ).length;
    expect(cut).toBeGreaterThan(70);
    expect(cut).toBeLessThan(130);
  });
});

describe('mixBatch', () => {
  it('of mixup is λ · x + (1 − λ) · the image before it, the first with the last', () => {
    const x = images();
    const values = x.arraySync();
    const mixed = mixBatch(x, {fraction: 0.3}).arraySync();
    mixed.forEach((image, b) => {
      const other = values[partnerOf(b, 3)]!;
      expectClose(
        image.flat(2),
        image.flatMap((row, i) =>
          row.flatMap((pixel, j) =>
            pixel.map((_, c) => 0.3 * values[b]![i]![j]![c]! + 0.7 * other[i]![j]![c]!),
          ),
        ),
      );
    });
    x.dispose();
  });

  it('of cutmix is the other image inside the window and the own one outside, to the bit', () => {
    const x = images();
    const values = x.arraySync();
    const mixed = mixBatch(x, {fraction: 0.7, box: {top: 1, left: 2, height: 2, width: 3}}).arraySync();
    mixed.forEach((image, b) => {
      image.forEach((row, i) => {
        row.forEach((pixel, j) => {
          const isInside = i >= 1 && i < 3 && j >= 2 && j < 5;
          expect(pixel).toEqual(values[isInside ? partnerOf(b, 3) : b]![i]![j]);
        });
      });
    });
    x.dispose();
  });

  it('leaves a batch of one as it is, and leaks no tensor', async () => {
    const x = images();
    const one = tf.slice(x, [0, 0, 0, 0], [1, -1, -1, -1]);
    expectClose(mixBatch(one, {fraction: 0.4}).dataSync(), one.dataSync());
    await expectNoLeak(() => {
      mixBatch(x, {fraction: 0.4}).dispose();
      return Promise.resolve();
    });
    tf.dispose([x, one]);
  });
});
