import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {RandomStream} from '../core/random';
import {requireFields, type StructuredArgument} from '../core/structured-argument';
import {cropImages, resolveCropSize, type CropSize} from './crop-window';
import type {CropWindow} from './pick-pixels';
import {imageDimensions, type Images} from './image-batch';

/** Options of a random augmentation. */
export interface SeededOptions {
  /** Same seed, same result. Image b of a batch draws from (seed, b) and does not depend on the other images. */
  seed: number;
}

/** Description of options with a seed, for `requireFields`. */
export const SEEDED: StructuredArgument = {
  what: 'an object with the options',
  fields: ['seed'],
  fix: 'pass {seed: 1}: the same seed, the same result',
};

/** Names of the options of a random augmentation, for the check of its options. */
export const SEEDED_OPTIONS: KnownOptions<SeededOptions> = {seed: true};

/** Draws the place of a crop of `size` inside an image of [height, width]: every place is equally likely. */
export function drawCrop(
  stream: RandomStream,
  [height, width]: readonly [number, number],
  size: CropSize,
): CropWindow {
  const [cropHeight, cropWidth] = resolveCropSize('drawCrop', size, height, width);
  const top = stream.integer(height - cropHeight + 1);
  const left = stream.integer(width - cropWidth + 1);
  return {top, left, height: cropHeight, width: cropWidth};
}

/**
 * Takes a crop at a random place, another one for each image.
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, the same with the crop's height and width
 * out. The dtype stays.
 *
 * @example
 * randomCrop(tf.zeros([256, 256, 3]), 227, {seed: 1}).shape; // [227, 227, 3]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export function randomCrop<T extends Images>(images: T, size: CropSize, options: SeededOptions): T {
  requireFields('randomCrop', 'options', options, SEEDED);
  const {seed} = checkOptions('randomCrop', options, SEEDED_OPTIONS, '{seed: 1}');
  checksFor('randomCrop').integer('seed', seed, -Infinity);
  const [batch, height, width] = imageDimensions('randomCrop', images);
  resolveCropSize('randomCrop', size, height, width);
  const windows = Array.from({length: batch}, (_, b) =>
    drawCrop(RandomStream.derive(seed, 'randomCrop', b), [height, width], size),
  );
  return cropImages(images, windows);
}
