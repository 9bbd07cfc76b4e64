import {describe, expect, it} from 'vitest';
import {encodeBmp} from '../../../../src/formats/bmp/encode-bmp';
import {isBmp, parseBmp} from '../../../../src/formats/bmp/parse-bmp';

describe('encodeBmp', () => {
  it.each([
    [1, 1],
    [2, 3],
    [5, 4],
    [3, 5],
    [28, 28],
    [32, 32],
  ])('is read back bit for bit: %i × %i', (height, width) => {
    const data = Uint8Array.from({length: 3 * height * width}, (_, i) => (i * 37) % 256);
    const bytes = encodeBmp({height, width, data});
    expect(isBmp(bytes)).toBe(true);
    expect(parseBmp(bytes, 2000)).toEqual({height, width, data});
  });
});
