import {describe, expect, it} from 'vitest';
import {isBmp, parseBmp} from '../../../../src/formats/bmp/parse-bmp';
import {expectAlexNetError} from '../../../support/matchers';

const MAX = 1e6;

interface BmpFields {
  width: number;
  height: number;
  bits: number;
  compression?: number;
  /** Bytes behind the header: palette or masks. */
  between?: readonly number[];
  pixels: readonly number[];
  used?: number;
  length?: number;
}

/** A bitmap with a header of 40 bytes, or of 12 as OS/2 has them. */
function bmp({
  width,
  height,
  bits,
  compression = 0,
  between = [],
  pixels,
  used = 0,
  length = 40,
}: BmpFields): Uint8Array {
  const start = 14 + length + between.length;
  const bytes = new Uint8Array(start + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, length, true);
  if (length === 12) {
    view.setUint16(18, width, true);
    view.setUint16(20, height, true);
    view.setUint16(24, bits, true);
  } else {
    view.setInt32(18, width, true);
    view.setInt32(22, height, true);
    view.setUint16(28, bits, true);
    view.setUint32(30, compression, true);
    view.setUint32(46, used, true);
  }
  bytes.set(between, 14 + length);
  bytes.set(pixels, start);
  return bytes;
}

const word = (value: number): number[] => [
  value & 255,
  (value >>> 8) & 255,
  (value >>> 16) & 255,
  value >>> 24,
];
const [RED, GREEN, BLUE] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
] as const;
/** Red, green, blue, each as blue, green, red and a zero. */
const PALETTE = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];

describe('parseBmp', () => {
  it.each<[string, BmpFields, readonly number[][]]>([
    [
      '24 bits, the lowest row first',
      {width: 1, height: 2, bits: 24, pixels: [0, 0, 255, 0, 255, 0, 0, 0]},
      [[...BLUE], [...RED]],
    ],
    [
      '24 bits, the top row first',
      {width: 1, height: -2, bits: 24, pixels: [0, 0, 255, 0, 255, 0, 0, 0]},
      [[...RED], [...BLUE]],
    ],
    [
      '32 bits, without the fourth',
      {width: 2, height: 1, bits: 32, pixels: [255, 0, 0, 7, 1, 2, 3, 0]},
      [[...BLUE], [3, 2, 1]],
    ],
    [
      '16 bits: 5, 5, 5',
      {width: 2, height: 1, bits: 16, pixels: [0x00, 0x7c, 0xe0, 0x03]},
      [[...RED], [...GREEN]],
    ],
    [
      '16 bits with masks: 5, 6, 5',
      {
        width: 2,
        height: 1,
        bits: 16,
        compression: 3,
        between: [...word(0xf800), ...word(0x07e0), ...word(0x1f)],
        pixels: [0xe0, 0x07, 0x10, 0x00],
      },
      [[...GREEN], [0, 0, 131]],
    ],
    [
      '32 bits with masks, the highest bit among them',
      {
        width: 1,
        height: 1,
        bits: 32,
        compression: 3,
        between: [...word(0xff000000), ...word(0xff0000), ...word(0xff00)],
        pixels: [9, 3, 2, 1],
      },
      [[1, 2, 3]],
    ],
    [
      '8 bits with a palette',
      {width: 3, height: 1, bits: 8, used: 3, between: PALETTE, pixels: [2, 1, 0, 0]},
      [[...BLUE], [...GREEN], [...RED]],
    ],
    [
      '4 bits',
      {width: 3, height: 1, bits: 4, used: 3, between: PALETTE, pixels: [0x21, 0x00, 0, 0]},
      [[...BLUE], [...GREEN], [...RED]],
    ],
    [
      '1 bit',
      {width: 3, height: 1, bits: 1, used: 2, between: PALETTE.slice(0, 8), pixels: [0b01000000, 0, 0, 0]},
      [[...RED], [...GREEN], [...RED]],
    ],
    [
      'OS/2, 1 bit',
      {
        width: 2,
        height: 1,
        bits: 1,
        length: 12,
        between: [255, 0, 0, 0, 0, 255],
        pixels: [0b01000000, 0, 0, 0],
      },
      [[...BLUE], [...RED]],
    ],
    [
      'run lengths of 8 bits: a run, plain indices with a filler, a move, an end',
      {
        width: 4,
        height: 2,
        bits: 8,
        compression: 1,
        used: 3,
        between: PALETTE,
        pixels: [3, 1, 0, 0, 0, 3, 2, 1, 2, 0, 0, 2, 0, 0, 1, 1, 0, 1],
      },
      [[...BLUE], [...GREEN], [...BLUE], [...GREEN], [...GREEN], [...GREEN], [...GREEN], [...RED]],
    ],
    [
      'run lengths of 4 bits: two colors, one after the other, and plain indices',
      {
        width: 4,
        height: 2,
        bits: 4,
        compression: 2,
        used: 3,
        between: PALETTE,
        pixels: [4, 0x12, 0, 0, 0, 4, 0x01, 0x20, 0, 1],
      },
      [[...RED], [...GREEN], [...BLUE], [...RED], [...GREEN], [...BLUE], [...GREEN], [...BLUE]],
    ],
  ])('reads %s', (_title, fields, pixels) => {
    const {width, height, data} = parseBmp(bmp(fields), MAX);
    expect([width, height]).toEqual([fields.width, Math.abs(fields.height)]);
    expect([...data]).toEqual(pixels.flat());
  });

  it('refuses a file that is cut short at any byte, and never returns less than all pixels', () => {
    const plain = bmp({width: 3, height: 3, bits: 24, pixels: new Array<number>(36).fill(1)});
    const packed = bmp({
      width: 4,
      height: 1,
      bits: 8,
      compression: 1,
      used: 3,
      between: PALETTE,
      pixels: [4, 1, 0, 1],
    });
    for (const whole of [plain, packed]) {
      for (let length = 0; length < whole.length - 3; length++) {
        expect(() => parseBmp(whole.subarray(0, length), MAX), `${length} bytes`).toThrow(
          /cut short|no bitmap/,
        );
      }
    }
  });

  it('takes no memory for pixels that a header only claims', async () => {
    const claim = (fields: Partial<BmpFields>): Uint8Array =>
      bmp({width: 2 ** 30, height: 2 ** 30, bits: 24, pixels: [1], ...fields});
    await expectAlexNetError(() => parseBmp(claim({}), MAX), 'bad-data', 'cut short');
    await expectAlexNetError(
      () => parseBmp(claim({bits: 8, compression: 1}), MAX),
      'bad-data',
      'more than 1000000 pixels',
    );
    await expectAlexNetError(() => parseBmp(claim({height: 0}), MAX), 'bad-data', 'its size');
    await expectAlexNetError(() => parseBmp(claim({compression: 4}), MAX), 'bad-data', 'its compression');
  });

  it('knows a bitmap by its first 18 bytes', () => {
    const whole = bmp({width: 1, height: 1, bits: 24, pixels: [1, 2, 3, 0]});
    expect(isBmp(whole.subarray(0, 18))).toBe(true);
    expect(isBmp(Buffer.from('BM is how this text begins, and no more'))).toBe(false);
  });
});
