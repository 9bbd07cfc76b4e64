import {afterEach, describe, expect, it, vi} from 'vitest';
import {decodeBitmap} from '../../../../src/trainer/page/decode-bitmap';
import {expectAlexNetError} from '../../../support/matchers';

afterEach(() => vi.unstubAllGlobals());

/** A bitmap and a canvas that notes what is drawn; pixels are its number, red to alpha. */
class Bitmap {
  isClosed = false;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  close(): void {
    this.isClosed = true;
  }
}

function stubCanvas(): unknown[][] {
  const drawn: unknown[][] = [];
  vi.stubGlobal('ImageBitmap', Bitmap);
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext() {
        return {
          fillRect: () => undefined,
          drawImage: (...args: unknown[]) => drawn.push(args.slice(1)),
          getImageData: (_x: number, _y: number, width: number, height: number) => ({
            data: Uint8ClampedArray.from({length: width * height * 4}, (_, i) => i % 4),
          }),
        };
      }
    },
  );
  return drawn;
}

// With real pixels: test/browser/trainer.test.ts.
describe('decodeBitmap', () => {
  it('draws the central square and drops alpha', async () => {
    const drawn = stubCanvas();
    const bitmap = new Bitmap(40, 20);
    expect([...(await decodeBitmap(bitmap, 2, 'a'))]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(drawn).toEqual([[10, 0, 20, 20, 0, 0, 2, 2]]);
    expect(bitmap.isClosed).toBe(true);
  });

  it('decodes files in their EXIF orientation, and names one that cannot be read', async () => {
    stubCanvas();
    const calls: unknown[] = [];
    vi.stubGlobal('createImageBitmap', (blob: Blob, options: unknown) => {
      calls.push([blob.size, options]);
      return blob.size > 2 ? Promise.resolve(new Bitmap(2, 2)) : Promise.reject(new Error('no'));
    });
    expect(await decodeBitmap(new Blob(['photo']), 2, 'a')).toHaveLength(12);
    expect(calls).toEqual([[5, {imageOrientation: 'from-image'}]]);
    await expectAlexNetError(() => decodeBitmap(Uint8Array.of(1), 2, 'cat'), 'bad-data', '"cat"', '1 bytes');
  });
});
