import {requireList} from '../core/structured-argument';
import {show} from '../core/check';
import {AlexNetError} from '../errors';
import {ownBytes} from './link/own-bytes';
import type {BitmapImage, PhotoBlob, PixelImage, TrainerImage} from './image-types';

/** An image in a form that can be sent to a worker. */
export type SentImage = PixelImage | BitmapImage | PhotoBlob | Uint8Array | ArrayBuffer;

const FIX =
  'pass pixels ({data, width, height}, RGB or RGBA), an ImageBitmap, or the bytes of a photo (Uint8Array, Blob or File)';

/**
 * Checks images and prepares them for another thread: of pixels only data, width and height are sent, and bytes
 * inside a larger buffer are copied, so that nothing else moves or is sent with them.
 */
export function sendableImages(where: string, images: readonly TrainerImage[]): SentImage[] {
  requireList(where, 'images', images, {what: 'a list of images', fix: FIX});
  return images.map((image: unknown, position) => {
    if (image instanceof ArrayBuffer || isBlob(image) || isBitmap(image)) {
      return image;
    }
    if (image instanceof Uint8Array) {
      return ownBytes(image);
    }
    if (isPixels(image)) {
      const {data, width, height} = image;
      return {data: ownBytes(data), width, height};
    }
    throw new AlexNetError({
      code: 'bad-argument',
      where: `${where} image ${position}`,
      problem: 'this is not an image.',
      expected: 'pixels (width × height × 3 or 4 bytes), an ImageBitmap, a Blob, or bytes',
      received: describe(image),
      fix: FIX,
    });
  });
}

export function isPixels(image: unknown): image is PixelImage {
  const {data, width, height} = (image ?? {}) as Partial<PixelImage>;
  return (
    (data instanceof Uint8Array || data instanceof Uint8ClampedArray) &&
    isSize(width) &&
    isSize(height) &&
    [3, 4].includes(data.length / (width * height))
  );
}

export function isBlob(image: unknown): image is PhotoBlob {
  return typeof Blob === 'function' && image instanceof Blob;
}

function isBitmap(image: unknown): image is BitmapImage {
  return typeof ImageBitmap === 'function' && image instanceof ImageBitmap;
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function describe(image: unknown): string {
  const {data, width, height} = (image ?? {}) as Partial<PixelImage>;
  return data === undefined || width === undefined || height === undefined
    ? show(image)
    : `${(data as Partial<Uint8Array>).length ?? '?'} values for ${width} × ${height} pixels`;
}
