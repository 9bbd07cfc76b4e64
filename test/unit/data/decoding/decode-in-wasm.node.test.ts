import {deflateSync} from 'node:zlib';
import {buf as crc32} from 'crc-32';
import sharp, {type Sharp} from 'sharp';
import {describe, expect, it} from 'vitest';
import {decodeInWasm} from '../../../../src/data/decoding/decode-in-wasm.node';
import {decodePhoto} from '../../../../src/data/decode-photo.node';
import {wasmDecoders} from '../../../../src/data/decoding/photo-decoder.node';
import {expectAlexNetError} from '../../../support/matchers';

const [width, height] = [61, 43];
const MAX = 1e6;
/** Noise on edges and slopes: what decoders compute in different ways. */
const pixels = Uint8Array.from({length: width * height * 3}, (_, i) => {
  const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
  return c === 2 && x > 30 ? 230 : 120 + 90 * Math.sin(x / (3 + c)) + ((x * 7919 + y * 104_729) % 31);
});
const drawn = (): Sharp => sharp(pixels, {raw: {width, height, channels: 3}});

const decoders = wasmDecoders()!;
const decode = (bytes: Uint8Array, maxPixels = MAX): ReturnType<typeof decodeInWasm> =>
  decodeInWasm(bytes, maxPixels, decoders);

const FILES: Record<string, () => Promise<Buffer>> = {
  'a JPEG': () => drawn().jpeg({quality: 80}).toBuffer(),
  'a JPEG with all colors': () => drawn().jpeg({chromaSubsampling: '4:4:4'}).toBuffer(),
  'a progressive JPEG': () => drawn().jpeg({progressive: true, quality: 50}).toBuffer(),
  'a gray JPEG': () => drawn().grayscale().jpeg().toBuffer(),
  'a JPEG on its side': () => drawn().withMetadata({orientation: 6}).jpeg().toBuffer(),
  'a mirrored JPEG': () => drawn().withMetadata({orientation: 7}).jpeg().toBuffer(),
  'a PNG': () => drawn().png().toBuffer(),
  'an interlaced PNG': () => drawn().png({progressive: true}).toBuffer(),
  'a PNG with a palette': () => drawn().png({palette: true, colors: 16}).toBuffer(),
  'a gray PNG': () => drawn().grayscale().png().toBuffer(),
  'a PNG with opacity': () => drawn().ensureAlpha(0.5).png().toBuffer(),
};

describe('decodeInWasm', () => {
  it.each(Object.entries(FILES))('decodes %s to the pixels of sharp', async (_name, make) => {
    const file = await make();
    const [here, there] = [decode(file), await decodePhoto(file)];
    expect([here.width, here.height]).toEqual([there.width, there.height]);
    expect(Buffer.compare(here.data, there.data)).toBe(0);
  });

  it('decodes a PNG of 16 bits within one level of sharp', async () => {
    const file = await drawn().toColourspace('rgb16').png().toBuffer();
    const [here, there] = [decode(file), await decodePhoto(file)];
    expect(Math.max(...here.data.map((value, i) => Math.abs(value - there.data[i]!)))).toBeLessThanOrEqual(1);
  });

  it('refuses a file that is cut short, and decodes the next one', async () => {
    for (const name of ['a JPEG', 'a progressive JPEG', 'a PNG', 'an interlaced PNG']) {
      const file = await FILES[name]!();
      const whole = decode(file).data;
      for (const part of [0.1, 0.5, 0.95]) {
        expect(() => decode(file.subarray(0, file.length * part)), `${name} ${part}`).toThrow(/./);
      }
      expect(Buffer.compare(decode(file).data, whole)).toBe(0);
    }
  });

  it('refuses more pixels than it may decode, before it takes memory for them', async () => {
    for (const name of ['a JPEG', 'a PNG']) {
      const file = await FILES[name]!();
      await expectAlexNetError(() => decode(file, width * height - 1), 'bad-data', 'more than 2622 pixels');
      expect(decode(file, width * height).width).toBe(width);
    }
  });

  it('refuses a PNG whose data is longer than its pixels', () => {
    const chunk = (type: string, data: Uint8Array): Buffer => {
      const body = Buffer.concat([Buffer.from(type), data]);
      const ends = Buffer.alloc(8);
      ends.writeUInt32BE(data.length);
      ends.writeUInt32BE(crc32(body) >>> 0, 4);
      return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
    };
    const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
    const png = (bytes: number): Buffer =>
      Buffer.concat([
        Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
        ...[
          chunk('IHDR', header),
          chunk('IDAT', deflateSync(Buffer.alloc(bytes))),
          chunk('IEND', Buffer.alloc(0)),
        ],
      ]);
    expect(decode(png(4 * 13)).width).toBe(4);
    expect(() => decode(png(10_000_000))).toThrow(/larger than/);
  });

  it('names sharp for what only sharp decodes', async () => {
    const cmyk = await drawn().toColourspace('cmyk').jpeg().toBuffer();
    await expectAlexNetError(() => decode(cmyk), 'bad-data', 'a CMYK photo', 'without sharp');
    const files = {WEBP: drawn().webp(), GIF: drawn().gif(), TIFF: drawn().tiff()};
    for (const [name, file] of Object.entries(files)) {
      const bytes = await file.toBuffer();
      await expectAlexNetError(() => decode(bytes), 'bad-data', `a ${name} photo`, 'without sharp');
    }
    await expectAlexNetError(() => decode(Buffer.from('no photo')), 'bad-data', 'unsupported image format');
  });

  it('refuses any bytes with an error', () => {
    for (let seed = 1; seed < 200; seed++) {
      const start = seed % 2 === 0 ? [0xff, 0xd8, 0xff, 0xc0] : [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10];
      const bytes = Uint8Array.from({length: 20 + seed}, (_, i) => start[i] ?? (i * seed * 7919) & 255);
      expect(() => decode(bytes)).toThrow(/./);
    }
  });
});
