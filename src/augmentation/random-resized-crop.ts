import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {RandomStream} from '../core/random';
import {requireFields} from '../core/structured-argument';
import {SEEDED, SEEDED_OPTIONS, type SeededOptions} from './random-crop';
import {AlexNetError} from '../errors';
import {centerWindow} from './center-crop';
import type {CropSize} from './crop-window';
import type {CropWindow} from './pick-pixels';
import {imageDimensions, onBatch, type Images} from './image-batch';
import {triangleWeights} from './resize-shorter-side';

/** Ranges from which {@link randomResizedCrop} draws its window. */
export interface ResizedCropRange {
  /** Area of the window as a fraction of the image, drawn uniformly. In (0, 1]. Default [0.08, 1], as in GoogLeNet. */
  area?: readonly [number, number];
  /** Width / height of the window, drawn uniformly on a log scale. > 0. Default [3/4, 4/3], as in GoogLeNet. */
  aspectRatio?: readonly [number, number];
}

const OPTIONS: KnownOptions<SeededOptions & ResizedCropRange> = {
  ...SEEDED_OPTIONS,
  area: true,
  aspectRatio: true,
};
/** Number of tries to draw a window that fits; after them the central square is taken. */
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
  const [batch, height, width, channels] = imageDimensions('resizedCrop', images);
  const [outHeight, outWidth] = typeof size === 'number' ? [size, size] : size;
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
  const rows = new Float32Array(batch * outHeight * height);
  const columns = new Float32Array(batch * outWidth * width);
  windows.forEach((w, b) => {
    placeWeights(rows.subarray(b * outHeight * height), w.top, w.height, height, outHeight, false);
    placeWeights(
      columns.subarray(b * outWidth * width),
      w.left,
      w.width,
      width,
      outWidth,
      w.mirrored ?? false,
    );
  });
  // A product with weights that are 0 outside the window crops and scales all images in one operation.
  return onBatch('resizedCrop', images, x => {
    const input = tf.reshape(tf.cast(x, 'float32'), [batch, height, width * channels]);
    const scaledRows = tf.matMul(tf.tensor3d(rows, [batch, outHeight, height]), input);
    const turned = tf.transpose(tf.reshape(scaledRows, [batch, outHeight, width, channels]), [0, 2, 1, 3]);
    const scaled = tf.matMul(
      tf.tensor3d(columns, [batch, outWidth, width]),
      tf.reshape(turned, [batch, width, outHeight * channels]),
    );
    return tf.transpose(tf.reshape(scaled, [batch, outWidth, outHeight, channels]), [0, 2, 1, 3]);
  });
}

/** Writes the weights that scale pixels first … first + count − 1 of `from` to `to` pixels into [to × from]. */
function placeWeights(
  into: Float32Array,
  first: number,
  count: number,
  from: number,
  to: number,
  mirrored: boolean,
): void {
  const weights = triangleWeights(count, to);
  for (let i = 0; i < to; i++) {
    const row = mirrored ? to - 1 - i : i;
    into.set(weights.subarray(i * count, (i + 1) * count), row * from + first);
  }
}

/**
 * Takes a window of random place, size and proportion, another one for each image, and scales it to `size`.
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, the same with height and width `size` out,
 * float32.
 *
 * Pitfall: this is not the paper's crop, which never changes the scale; it came two years later, and helps where there
 * are few photos.
 *
 * @example
 * randomResizedCrop(tf.zeros([256, 256, 3]), 227, {seed: 1, area: [0.4, 1]}).shape; // [227, 227, 3]
 * @see Szegedy et al. (2014), "Going deeper with convolutions", section 6.
 */
export function randomResizedCrop<T extends Images>(
  images: T,
  size: CropSize,
  options: SeededOptions & ResizedCropRange,
): T {
  requireFields('randomResizedCrop', 'options', options, SEEDED);
  const {seed, ...range} = checkOptions('randomResizedCrop', options, OPTIONS, '{seed: 1}', {
    scale: 'did you mean "area"?',
  });
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
