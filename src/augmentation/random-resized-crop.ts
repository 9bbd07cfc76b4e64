import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {RandomStream} from '../core/random';
import {AlexNetError} from '../errors';
import {centerWindow} from './center-crop';
import type {CropSize, CropWindow} from './crop-window';
import {imageDimensions, onBatch, type Images} from './image-batch';
import type {SeededOptions} from './random-crop';
import {resizeArea} from './resize-shorter-side';

/** How {@link drawResizedCrop} chooses its window. */
export interface ResizedCropRange {
  /** Area of the window as a share of the image, drawn uniformly. In (0, 1]. Default [0.08, 1], as GoogLeNet trained. */
  area?: readonly [number, number];
  /** Width / height of the window, drawn uniformly on a log scale. > 0. Default [3/4, 4/3], as GoogLeNet trained. */
  aspectRatio?: readonly [number, number];
}

/** Windows that would not fit are drawn again this often; then the central square is taken. */
const ATTEMPTS = 10;

/** Draws a window of random area and proportion that lies inside an image of [height, width]. */
export function drawResizedCrop(
  stream: RandomStream,
  [height, width]: readonly [number, number],
  {area = [0.08, 1], aspectRatio = [3 / 4, 4 / 3]}: ResizedCropRange = {},
): CropWindow {
  checkRange('area', area, 1);
  checkRange('aspectRatio', aspectRatio, Infinity);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const pixels = height * width * between(stream.uniform(), area);
    const ratio = Math.exp(between(stream.uniform(), [Math.log(aspectRatio[0]), Math.log(aspectRatio[1])]));
    const cropWidth = Math.max(1, Math.round(Math.sqrt(pixels * ratio)));
    const cropHeight = Math.max(1, Math.round(Math.sqrt(pixels / ratio)));
    if (cropWidth <= width && cropHeight <= height) {
      const top = stream.integer(height - cropHeight + 1);
      const left = stream.integer(width - cropWidth + 1);
      return {top, left, height: cropHeight, width: cropWidth};
    }
  }
  return centerWindow([height, width], Math.min(height, width));
}

/**
 * Cuts windows out of the images, one each, and scales them to one size.
 *
 * Shapes: [height, width, channels] and one window, or [batch, …] and one window per image; float32 out.
 */
export function resizedCrop<T extends Images>(images: T, windows: readonly CropWindow[], size: CropSize): T {
  const [batch, , , channels] = imageDimensions('resizedCrop', images);
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  if (windows.length !== batch) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'resizedCrop',
      problem: 'there is not one window per image.',
      expected: `${batch} windows`,
      received: `${windows.length} windows`,
      fix: 'draw one window for each image: drawResizedCrop(stream, [height, width])',
    });
  }
  return onBatch('resizedCrop', images, x => {
    const crops = windows.map((w, b) =>
      resizeArea(tf.slice4d(x, [b, w.top, w.left, 0], [1, w.height, w.width, channels]), [height, width]),
    );
    return tf.concat4d(crops, 0);
  });
}

/**
 * Cuts out a window of random place, size and proportion, another one for each image, and scales it to `size`.
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, the same with height and width `size` out,
 * float32.
 *
 * Trap: this is not the paper's crop, which never changes the scale; it came two years later, and helps where there are
 * few photos.
 *
 * @example
 * randomResizedCrop(tf.zeros([256, 256, 3]), 227, {seed: 1, area: [0.4, 1]}).shape; // [227, 227, 3]
 *
 * Source: Szegedy et al. (2014), "Going deeper with convolutions", section 6.
 */
export function randomResizedCrop<T extends Images>(
  images: T,
  size: CropSize,
  {seed, ...range}: SeededOptions & ResizedCropRange,
): T {
  checksFor('randomResizedCrop').integer('seed', seed, -Infinity);
  const [batch, height, width] = imageDimensions('randomResizedCrop', images);
  const windows = Array.from({length: batch}, (_, b) =>
    drawResizedCrop(RandomStream.derive(seed, 'randomResizedCrop', b), [height, width], range),
  );
  return resizedCrop(images, windows, size);
}

function between(share: number, [low, high]: readonly [number, number]): number {
  return low + share * (high - low);
}

function checkRange(name: string, [low, high]: readonly [number, number], max: number): void {
  const check = checksFor('drawResizedCrop');
  check.positive(`${name}[0]`, low);
  check.finite(`${name}[1]`, high, low, max);
}
