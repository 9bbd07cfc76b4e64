import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {decodePhoto, decodeSquare} from '../../../../src/data/decode-photo.node';
import {scaleToSquare} from '../../../../src/data/decoding/scale-to-square';
import {drawPhoto} from '../../../support/drawn-photos';

/** The largest and the mean difference of two lists of bytes. */
function differences(a: ArrayLike<number>, b: ArrayLike<number>): {largest: number; mean: number} {
  const all = Array.from(a, (value, i) => Math.abs(value - b[i]!));
  return {
    largest: all.reduce((x, y) => Math.max(x, y), 0),
    mean: all.reduce((x, y) => x + y, 0) / all.length,
  };
}

/** A drawn photo, enlarged so that it is as smooth as photos are. */
async function photoOf(format: 'png' | 'jpeg', width: number, height: number, factor = 4): Promise<Buffer> {
  const small = await drawPhoto(1, 'png', [Math.ceil(width / factor), Math.ceil(height / factor)]);
  return sharp(small).resize(width, height, {fit: 'fill'}).toFormat(format, {quality: 90}).toBuffer();
}

describe('scaleToSquare', () => {
  it.each([
    [64, 64],
    [100, 40],
    [131, 257],
    [90, 70],
    [640, 480],
    [400, 333],
  ])('is within three levels of sharp for a PNG of %i × %i pixels', async (width, height) => {
    const photo = await photoOf('png', width, height);
    const found = differences(scaleToSquare(await decodePhoto(photo), 64), await decodeSquare(photo, 64));
    expect(found.largest).toBeLessThanOrEqual(3);
    expect(found.mean).toBeLessThan(1);
  });

  it('is within two levels of sharp for a JPEG, and within two on average for one that sharp scales while it decodes', async () => {
    for (const [side, factor, largest, mean] of [
      [96, 4, 2, 0.5],
      [800, 16, 20, 2],
    ] as const) {
      const photo = await photoOf('jpeg', side, (side * 3) / 4, factor);
      const found = differences(scaleToSquare(await decodePhoto(photo), 64), await decodeSquare(photo, 64));
      expect(found.largest).toBeLessThanOrEqual(largest);
      expect(found.mean).toBeLessThan(mean);
    }
  });

  it('needs memory for the square and a row only, also for a strip of a pixel', () => {
    const strip = {height: 1, width: 400_000, data: new Uint8Array(1_200_000).fill(7)};
    expect(scaleToSquare(strip, 4).every(value => value === 7)).toBe(true);
  });
});
