import {AlexNetError} from '../../errors';
import {isBlob} from '../sendable-images';
import type {EncodedImage} from '../trainer-platform';

/**
 * Decodes a photo, or takes a bitmap, and draws its central square of `side` pixels on white, which shows through
 * transparent images. Bytes [side, side, 3] out, RGB. Closes the bitmap.
 */
export async function decodeBitmap(image: EncodedImage, side: number, name: string): Promise<Uint8Array> {
  const bitmap = await bitmapOf(image, name);
  try {
    const shorter = Math.min(bitmap.width, bitmap.height);
    const context = new OffscreenCanvas(side, side).getContext('2d', {willReadFrequently: true});
    if (context === null) {
      throw unreadable(name, 'the browser cannot create another canvas', undefined);
    }
    context.fillStyle = '#fff';
    context.fillRect(0, 0, side, side);
    context.imageSmoothingQuality = 'high';
    const [left, top] = [(bitmap.width - shorter) / 2, (bitmap.height - shorter) / 2];
    context.drawImage(bitmap, left, top, shorter, shorter, 0, 0, side, side);
    const {data} = context.getImageData(0, 0, side, side);
    const square = new Uint8Array(side * side * 3);
    for (let from = 0, to = 0; to < square.length; from += 4, to += 3) {
      square.set(data.subarray(from, from + 3), to);
    }
    return square;
  } finally {
    bitmap.close();
  }
}

async function bitmapOf(image: EncodedImage, name: string): Promise<ImageBitmap> {
  if (typeof ImageBitmap === 'function' && image instanceof ImageBitmap) {
    return image;
  }
  const blob = isBlob(image) ? (image as Blob) : new Blob([image as Uint8Array<ArrayBuffer>]);
  try {
    return await createImageBitmap(blob, {imageOrientation: 'from-image'});
  } catch (cause) {
    throw unreadable(name, `${blob.size} bytes that the browser cannot decode`, cause);
  }
}

function unreadable(name: string, received: string, cause: unknown): AlexNetError {
  return new AlexNetError({
    code: 'bad-data',
    where: `image "${name}"`,
    problem: 'this image cannot be read.',
    expected: 'a photo in a format that this browser shows (JPEG, PNG, WebP)',
    received,
    fix: 'leave this image out, or save it again as JPEG or PNG',
    cause,
  });
}
