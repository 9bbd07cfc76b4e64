import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import sharp, {type Sharp} from 'sharp';
import {describe, expect, it} from 'vitest';
import {decodePhoto, decodeSquare} from '../../../../src/data/decode-photo.node';
import {encodePhoto, encoderVersion} from '../../../../src/data/shards/encode-photo.node';
import {temporaryDirectory} from '../../../support/temporary-directory';

const OPTIONS = {shorterSide: 32, quality: 95, maxPixels: 1e7};
const folder = temporaryDirectory();

function gradient(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const data = Buffer.from(
    Array.from({length: width * height * channels}, (_, i) => {
      const pixel = Math.floor(i / channels);
      return (
        [(pixel % width) * (255 / width), Math.floor(pixel / width) * (255 / height), 90, 0][i % channels] ??
        0
      );
    }),
  );
  return sharp(data, {raw: {width, height, channels}});
}

async function write(name: string, image: Sharp): Promise<string> {
  await image.toFile(join(folder, name));
  return join(folder, name);
}

describe('encodePhoto', () => {
  it.each<[string, () => Sharp, number, number]>([
    ['wide.jpg', () => gradient(128, 64).jpeg({quality: 95}), 64, 32],
    ['tall.png', () => gradient(50, 100).png(), 32, 64],
    ['small.png', () => gradient(16, 24).png(), 32, 48],
    ['rotated.jpg', () => gradient(128, 64).jpeg({quality: 95}).withMetadata({orientation: 6}), 32, 64],
    ['clear.png', () => gradient(64, 64, 4).png(), 32, 32],
    ['gray.jpg', () => gradient(64, 64).grayscale().jpeg({quality: 95}), 32, 32],
  ])(
    'scales the shorter side of %s, with the pixels that a training decodes',
    async (name, make, width, height) => {
      const file = await write(name, make());
      const jpeg = await encodePhoto(file, OPTIONS);
      const decoded = await decodePhoto(jpeg);
      expect([decoded.width, decoded.height]).toEqual([width, height]);
      expect((await sharp(jpeg).metadata()).format).toBe('jpeg');
      const [now, before] = [await decodeSquare(jpeg, 32), await decodeSquare(file, 32)];
      const difference = now.reduce((sum, value, i) => sum + Math.abs(value - (before[i] ?? 0)), 0);
      // Chroma is halved and the file is compressed: a few levels.
      expect(difference / now.length).toBeLessThan(4);
    },
  );

  it('keeps the bytes of a JPEG of the right size, but not of one that is cut short', async () => {
    const file = await write('fits.jpg', gradient(48, 32).jpeg({quality: 100}));
    expect(Buffer.from(await encodePhoto(file, OPTIONS))).toEqual(readFileSync(file));
    const cut = join(folder, 'cut.jpg');
    writeFileSync(cut, readFileSync(file).subarray(0, -200));
    await expect(encodePhoto(cut, OPTIONS)).rejects.toMatchObject({code: 'bad-data', where: cut});
  });

  it('keeps the middle of a photo that is too long, and refuses too many pixels', async () => {
    const file = await write('long.png', gradient(2000, 1).png());
    const {width, height} = await sharp(await encodePhoto(file, OPTIONS)).metadata();
    expect([width, height]).toEqual([16_384, 32]);
    await expect(encodePhoto(file, {...OPTIONS, maxPixels: 1999})).rejects.toThrow(/more than 1999 pixels/);
  });

  it('names what decides the bytes', async () => {
    expect(await encoderVersion()).toMatch(/vips \d/);
  });
});
