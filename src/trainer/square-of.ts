import * as tf from '@tensorflow/tfjs-core';
import {resizeShorterSide} from '../augmentation/resize-shorter-side';
import {isPixels, type SentImage} from './sendable-images';
import type {TrainerPlatform} from './trainer-platform';
import type {PixelImage} from './image-types';

/**
 * The central square of an image, its shorter side scaled to `side`: bytes [side, side, 3], RGB. Pixels are scaled as by
 * `resizeShorterSide`; photos are decoded as the platform does.
 */
export async function squareOf(
  image: SentImage,
  side: number,
  name: string,
  {decodeSquare}: Pick<TrainerPlatform, 'decodeSquare'>,
): Promise<Uint8Array> {
  return isPixels(image) ? squareOfPixels(image, side) : decodeSquare(image, side, name);
}

async function squareOfPixels(image: PixelImage, side: number): Promise<Uint8Array> {
  const {width, height} = image;
  const rgb = rgbOf(image);
  if (width === side && height === side) {
    return rgb;
  }
  const square = tf.tidy(() => {
    const scaled = resizeShorterSide(tf.tensor3d(rgb, [height, width, 3], 'int32'), side);
    const [rows, columns] = scaled.shape;
    const corner: [number, number, number] = [(rows - side) >> 1, (columns - side) >> 1, 0];
    return tf.slice(scaled, corner, [side, side, 3]);
  });
  try {
    // Rounds and clips.
    return new Uint8Array(Uint8ClampedArray.from(await square.data()).buffer);
  } finally {
    square.dispose();
  }
}

function rgbOf({data, width, height}: PixelImage): Uint8Array {
  const pixels = width * height;
  if (data.length === pixels * 3) {
    return Uint8Array.from(data);
  }
  const rgb = new Uint8Array(pixels * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return rgb;
}
