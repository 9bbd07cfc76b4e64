import {expect, it} from 'vitest';
import {isBlob, isPixels, sendableImages} from '../../../src/trainer/sendable-images';
import {expectAlexNetError} from '../../support/matchers';

it('sendableImages takes pixels, bytes and blobs, and nothing else of an object', () => {
  const photo = Uint8Array.of(1, 2, 3);
  const blob = new Blob(['photo']);
  const pixels = {data: new Uint8ClampedArray(2 * 1 * 4), width: 2, height: 1, colorSpace: 'srgb'};
  const [first, second, third, fourth] = sendableImages('train', [pixels, photo, blob, photo.buffer]);
  expect(first).toEqual({data: new Uint8Array(8), width: 2, height: 1});
  expect([second, third, fourth]).toEqual([photo, blob, photo.buffer]);
  expect([isBlob(blob), isBlob(photo), isPixels(first), isPixels(photo)]).toEqual([true, false, true, false]);
});

it('sendableImages copies an image inside a larger buffer', () => {
  const all = new Uint8Array(24);
  const [image] = sendableImages('train', [{data: all.subarray(12, 24), width: 2, height: 2}]);
  expect((image as {data: Uint8Array}).data.buffer.byteLength).toBe(12);
});

it.each([
  ['sizes that do not fit', {data: new Uint8Array(7), width: 2, height: 1}, '7 values for 2 × 1 pixels'],
  ['a path', 'cat.jpg', '"cat.jpg"'],
  ['nothing', undefined, 'undefined'],
])('sendableImages names the image that is none: %s', async (_, image, received) => {
  await expectAlexNetError(
    () => sendableImages('trainer.train', [Uint8Array.of(1), image as never]),
    'bad-argument',
    'image 1',
    received,
    'ImageBitmap',
  );
  await expectAlexNetError(
    () => sendableImages('trainer.train', 'cat.jpg' as never),
    'bad-argument',
    'images',
  );
});
