/** Reads photo files: what is refused, and their thumbnails. */
import {buf as crc32} from 'crc-32';
import {imageSize} from 'image-size';
import type {PixelImage} from 'tfjs-alexnet/worker';
import type {ReadPhoto} from '../protocol';

/** Decoding larger photos would need more than 200 MB of memory. */
const MAX_MEGAPIXELS = 50;
/** Bytes read to find the image size: color profiles and previews can come before the pixels. */
const HEAD_BYTES = 1 << 20;
const THUMBNAIL_PX = 160;

/** Checks that a photo can be decoded, and makes its thumbnail. Throws an error with a readable message if it cannot. */
export async function readPhoto(blob: Blob, name: string): Promise<ReadPhoto> {
  const bitmap = await decode(blob, name);
  const canvas = drawSquare(bitmap, THUMBNAIL_PX);
  bitmap.close();
  const thumbnail = await canvas.convertToBlob({type: 'image/jpeg', quality: 0.82});
  const checksum = crc32(new Uint8Array(await blob.arrayBuffer()));
  return {thumbnail, fingerprint: `${blob.size}/${checksum}`};
}

/** The pixels of a saved photo as a file again, without loss. */
export async function encodePhoto({data, width, height}: PixelImage): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba.set(data.subarray(from, from + 3), to);
  }
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas.convertToBlob({type: 'image/png'});
}

/** The central square of an image, its shorter side scaled to `side`: bytes [side, side, 3], RGB. A bitmap is closed. */
export async function squareOf(image: Blob | ImageBitmap, name: string, side: number): Promise<Uint8Array> {
  const bitmap = image instanceof Blob ? await decode(image, name) : image;
  const context = drawSquare(bitmap, side).getContext('2d');
  bitmap.close();
  const {data} = (context as OffscreenCanvasRenderingContext2D).getImageData(0, 0, side, side);
  const square = new Uint8Array(side * side * 3);
  for (let pixel = 0; pixel < side * side; pixel++) {
    square.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  }
  return square;
}

async function decode(blob: Blob, name: string): Promise<ImageBitmap> {
  const megapixels = await measure(blob, name);
  if (megapixels > MAX_MEGAPIXELS) {
    throw new Error(
      `${name} has ${Math.round(megapixels)} megapixels; the limit of this page is ${MAX_MEGAPIXELS}. Reduce its size first.`,
    );
  }
  try {
    return await createImageBitmap(blob, {imageOrientation: 'from-image'});
  } catch {
    throw new Error(`${name} cannot be read: it is damaged, or this browser does not support its format.`);
  }
}

/** Megapixels, read from the head of the file before the pixels are allocated. */
async function measure(blob: Blob, name: string): Promise<number> {
  if (blob.size === 0) {
    throw new Error(`${name} is empty.`);
  }
  const head = new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer());
  try {
    const {width, height} = imageSize(head);
    return (width * height) / 1e6;
  } catch {
    throw new Error(`${name} is not a photo.`);
  }
}

/** Draws the central square on white, which shows through transparent photos. */
function drawSquare(bitmap: ImageBitmap, side: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  if (context === null) {
    throw new Error('This browser cannot create another canvas. Close other tabs and try again.');
  }
  const shorter = Math.min(bitmap.width, bitmap.height);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    bitmap,
    (bitmap.width - shorter) / 2,
    (bitmap.height - shorter) / 2,
    shorter,
    shorter,
    0,
    0,
    side,
    side,
  );
  return canvas;
}
