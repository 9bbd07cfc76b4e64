import * as tf from '@tensorflow/tfjs-core';
import type {RandomStream} from '../core/random';
import {perRow} from './image-batch';

/** A window that is erased. */
export interface ErasedWindow {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** Area of the window as a fraction of the image, drawn uniformly; as in the paper and in torchvision. */
const AREA = [0.02, 1 / 3] as const;
/** Height / width of the window, drawn uniformly on a log scale. */
const ASPECT_RATIO = [0.3, 3.3] as const;
/** Number of tries to draw a window that fits; after them nothing is erased. */
const ATTEMPTS = 10;

/** Draws whether a window of an image of [height, width] is erased, with this probability, and which. */
export function drawErasing(
  stream: RandomStream,
  [height, width]: readonly [number, number],
  probability: number,
): ErasedWindow | undefined {
  if (stream.uniform() >= probability) {
    return undefined;
  }
  const [low, high] = [Math.log(ASPECT_RATIO[0]), Math.log(ASPECT_RATIO[1])];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const pixels = height * width * (AREA[0] + stream.uniform() * (AREA[1] - AREA[0]));
    const ratio = Math.exp(low + stream.uniform() * (high - low));
    const [rows, columns] = [Math.round(Math.sqrt(pixels * ratio)), Math.round(Math.sqrt(pixels / ratio))];
    if (rows >= 1 && columns >= 1 && rows < height && columns < width) {
      const top = stream.integer(height - rows + 1);
      return {top, left: stream.integer(width - columns + 1), height: rows, width: columns};
    }
  }
  return undefined;
}

/**
 * Sets a window of each image to 0: of images minus the mean, to the mean.
 *
 * Shapes: [batch, height, width, channels] and one window, or undefined, per image; the same shape out.
 *
 * @see Zhong et al. (2020), "Random Erasing Data Augmentation".
 */
export function eraseWindows(
  images: tf.Tensor4D,
  windows: readonly (ErasedWindow | undefined)[],
): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const kept = new Float32Array(batch * height * width * channels).fill(1);
  windows.forEach((window, b) => {
    for (let i = 0; i < (window?.height ?? 0); i++) {
      const start = ((b * height + (window?.top ?? 0) + i) * width + (window?.left ?? 0)) * channels;
      kept.fill(0, start, start + (window?.width ?? 0) * channels);
    }
  });
  return tf.tidy(() => perRow(images, tf.tensor3d(kept, [batch, height, width * channels]), tf.mul));
}
