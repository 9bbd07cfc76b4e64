import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {decodePhoto, decodeSquare, photoLayout} from '../../../src/data/decode-photo.node';
import {testData} from '../../support/data';
import {drawPhoto} from '../../support/drawn-photos';
import {expectAlexNetError} from '../../support/matchers';

interface Reference {
  w: number;
  h: number;
  mean_rgb?: number[];
  block4x4_rgb?: number[][][];
}

const odd = testData('odd');
/** Without the data one entry, never run: a group without a test would not be named among the skipped. */
const reference =
  odd === undefined
    ? {'each of them': {w: 0, h: 0} as Reference}
    : (JSON.parse(readFileSync(join(odd, 'REFERENCE.json'), 'utf8')) as {files: Record<string, Reference>})
        .files;

describe.skipIf(odd === undefined)('odd photos (skipped without the test data)', () => {
  it.each(Object.entries(reference))(
    '%s decodes to what Pillow makes of it',
    async (file, {w, h, ...means}) => {
      const {width, height, data} = await decodePhoto(join(odd!, file));
      expect([width, height, data.length]).toEqual([w, h, w * h * 3]);
      // The same library decodes on both sides: means differ by the rounding of a few pixels at most.
      means.block4x4_rgb?.forEach((row, i) => {
        row.forEach((expected, j) => {
          const [top, bottom] = [Math.floor((i * h) / 4), Math.floor(((i + 1) * h) / 4)];
          const [left, right] = [Math.floor((j * w) / 4), Math.floor(((j + 1) * w) / 4)];
          if (right === left) {
            return;
          }
          expected.forEach((value, c) => {
            let sum = 0;
            for (let y = top; y < bottom; y++) {
              for (let x = left; x < right; x++) {
                sum += data[(y * w + x) * 3 + c]!;
              }
            }
            expect(Math.abs(sum / ((bottom - top) * (right - left)) - value)).toBeLessThan(0.05);
          });
        });
      });
      means.mean_rgb?.forEach((expected, c) => {
        let sum = 0;
        for (let i = c; i < data.length; i += 3) {
          sum += data[i]!;
        }
        expect(Math.abs(sum / (w * h) - expected)).toBeLessThan(0.01);
      });
      expect((await decodeSquare(join(odd!, file), 32)).length).toBe(32 * 32 * 3);
    },
  );
});

describe('decodePhoto', () => {
  it('returns RGB bytes of a file in memory', async () => {
    const {width, height, data} = await decodePhoto(await drawPhoto(2, 'png', [5, 3]));
    expect([width, height]).toEqual([5, 3]);
    expect([...data.subarray(0, 3)]).toEqual([58, 98, 138]);
  });

  it('drops alpha and keeps the color below it', async () => {
    const raw = {width: 2, height: 1, channels: 4 as const};
    const png = await sharp(Buffer.from([10, 20, 30, 0, 40, 50, 60, 128]), {raw})
      .png()
      .toBuffer();
    expect([...(await decodePhoto(png)).data]).toEqual([10, 20, 30, 40, 50, 60]);
    // Scaled, too: sharp alone would return black where a photo is transparent.
    const square = await sharp(png).extend({bottom: 1, extendWith: 'copy'}).png().toBuffer();
    expect([...(await decodeSquare(square, 1))]).toEqual([25, 35, 45]);
  });

  it('repeats gray, halves 16 bits, rotates by EXIF', async () => {
    const gray = await sharp({create: {width: 2, height: 2, channels: 3, background: '#808080'}})
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect([...(await decodePhoto(gray)).data].every(value => value === 128)).toBe(true);
    const deep = await sharp(gray).toColourspace('rgb16').png().toBuffer();
    expect([...(await decodePhoto(deep)).data].every(value => value === 128)).toBe(true);
    const turned = await sharp(await drawPhoto(1, 'jpeg', [20, 10]))
      .withMetadata({orientation: 6})
      .toBuffer();
    expect(await decodePhoto(turned)).toMatchObject({width: 10, height: 20});
  });

  it.each([
    ['a text', Buffer.from('no photo'), 'not an image'],
    ['nothing', Buffer.alloc(0), 'not an image'],
    ['a missing file', '/no/such/photo.jpg', 'there is no such file'],
  ])('refuses %s', async (_title, input, fragment) => {
    await expectAlexNetError(() => decodePhoto(input), 'bad-data', fragment, 'fix: ');
    await expectAlexNetError(() => decodeSquare(input, 8), 'bad-data', fragment, 'fix: ');
  });

  it('refuses a photo that is cut short, never shows it with a gray end', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const whole = await drawPhoto(1, format, [64, 64]);
      const half = whole.subarray(0, whole.length / 2);
      const {problem} = await expectAlexNetError(() => decodeSquare(half, 8), 'bad-data', 'fix: ');
      expect(problem).toMatch(/cut short|damaged|not an image/);
    }
  });

  it('refuses more pixels than it may decode', async () => {
    const photo = await drawPhoto(1, 'png', [20, 10]);
    await expectAlexNetError(
      () => decodePhoto(photo, {maxPixels: 199}),
      'bad-data',
      'more than 199 pixels',
      'maxPixels',
    );
    expect((await decodePhoto(photo, {maxPixels: 200})).width).toBe(20);
    await expectAlexNetError(() => decodePhoto(photo, {maxPixels: 0}), 'bad-argument', 'maxPixels = 0');
  });
});

describe('decodeSquare', () => {
  it.each([
    [1, 1],
    [1, 1000],
    [1000, 1],
    [7, 300],
    [64, 48],
  ])('makes %d × %d a square', async (width, height) => {
    expect((await decodeSquare(await drawPhoto(1, 'png', [width, height]), 16)).length).toBe(16 * 16 * 3);
  });

  it('keeps the middle of the longer side', async () => {
    // Black, white, black: three squares side by side.
    const data = Buffer.from(
      Array.from({length: 48 * 16 * 3}, (_, i) => (Math.floor(i / 48) % 3 === 1 ? 255 : 0)),
    );
    const photo = await sharp(data, {raw: {width: 48, height: 16, channels: 3}})
      .png()
      .toBuffer();
    expect((await decodeSquare(photo, 16)).every(value => value === 255)).toBe(true);
  });

  it('returns the same bytes whether the layout was requested before or not', async () => {
    const plain = await drawPhoto(3, 'jpeg');
    const alpha = await sharp(plain).ensureAlpha(0.5).png().toBuffer();
    const cmyk = await sharp(plain).toColourspace('cmyk').jpeg().toBuffer();
    const layouts = await Promise.all([plain, alpha, cmyk].map(photo => photoLayout(photo)));
    expect(layouts).toEqual(['plain', 'alpha', 'cmyk']);
    for (const photo of [plain, alpha, cmyk]) {
      const known = await decodeSquare(photo, 8, {layout: await photoLayout(photo)});
      expect([...known]).toEqual([...(await decodeSquare(photo, 8))]);
    }
  });

  it('refuses a size that is none', async () => {
    await expectAlexNetError(() => decodeSquare('x.jpg', 0), 'bad-argument', 'size = 0');
    await expectAlexNetError(() => decodeSquare('x.jpg', 16385), 'bad-argument', 'from 1 to 16384');
  });
});
