import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {squareOf} from '../../../src/trainer/square-of';
import {expectNoLeak} from '../../support/matchers';

const photos = {
  decodeSquare: (_: unknown, side: number, name: string) => Promise.resolve(Uint8Array.of(side, name.length)),
};

describe('squareOf', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('takes the colors of pixels of the right size as they are, without alpha', async () => {
    const data = Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 0, 7, 8, 9, 9, 10, 11, 12, 9);
    const square = await squareOf({data, width: 2, height: 2}, 2, 'a', photos);
    expect([...square]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const rgb = {data: square, width: 2, height: 2};
    expect(await squareOf(rgb, 2, 'a', photos)).toEqual(square);
  });

  it('scales the shorter side and keeps the center', async () => {
    // Three gray squares of 4 × 4 pixels side by side: 40, 90, 200.
    const data = new Uint8Array(4 * 12 * 3).map((_, i) => [40, 90, 200][Math.floor((i % 36) / 12)]!);
    await expectNoLeak(async () => {
      const square = await squareOf({data, width: 12, height: 4}, 2, 'a', photos);
      expect(square.length).toBe(2 * 2 * 3);
      // The filter reaches into the neighbors.
      for (const value of square) {
        expect(Math.abs(value - 90)).toBeLessThan(30);
      }
    });
  });

  it('leaves photos to the platform', async () => {
    expect([...(await squareOf(Uint8Array.of(1), 7, 'name', photos))]).toEqual([7, 4]);
  });
});
