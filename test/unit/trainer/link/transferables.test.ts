import {afterEach, expect, it, vi} from 'vitest';
import {transferablesOf} from '../../../../src/trainer/link/transferables';

afterEach(() => vi.unstubAllGlobals());

it('transferablesOf finds each buffer once, deep in plain data', () => {
  const bytes = Uint8Array.of(1, 2);
  const pixels = new Uint8ClampedArray(4);
  expect(
    transferablesOf({list: [{data: bytes}, {data: bytes}, pixels.buffer], text: 'a', none: null}),
  ).toEqual([bytes.buffer, pixels.buffer]);
});

it('transferablesOf leaves shared memory, parts of a buffer and objects of classes where they are', () => {
  const part = new Uint8Array(new ArrayBuffer(8), 2, 3);
  expect(
    transferablesOf([new Uint8Array(new SharedArrayBuffer(2)), part, new Blob(['a']), new Map()]),
  ).toEqual([]);
});

it('transferablesOf moves image bitmaps', () => {
  class Bitmap {
    width = 1;
  }
  vi.stubGlobal('ImageBitmap', Bitmap);
  const bitmap = new Bitmap();
  expect(transferablesOf({images: [bitmap]})).toEqual([bitmap]);
});
