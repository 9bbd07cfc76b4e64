import {checksFor} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {RandomStream} from '../core/random';
import {requireFields} from '../core/structured-argument';
import {SEEDED, SEEDED_OPTIONS, type SeededOptions} from './random-crop';
import {AlexNetError} from '../errors';
import {cropImages} from './crop-window';
import {imageDimensions, type Images} from './image-batch';

/** Options of {@link randomFlipLeftRight}. */
export interface RandomFlipOptions extends SeededOptions {
  /** Probability that an image is mirrored. Default 0.5. */
  probability?: number;
}

const OPTIONS: KnownOptions<RandomFlipOptions> = {...SEEDED_OPTIONS, probability: true};

/** Draws whether an image is mirrored. */
export function drawFlip(stream: RandomStream, probability = 0.5): boolean {
  return stream.uniform() < probability;
}

/**
 * Mirrors the images whose flag in `flips` is true.
 *
 *     y[b, i, j, c] = x[b, i, width − 1 − j, c]      where flips[b], else x
 *
 * Shapes: [height, width, channels] and one flag, or [batch, height, width, channels] and one flag each. The dtype
 * stays.
 */
export function flipLeftRight<T extends Images>(images: T, flips: readonly boolean[]): T {
  const [batch, height, width] = imageDimensions('flipLeftRight', images);
  if (flips.length !== batch) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'flipLeftRight',
      problem: 'there is not one flag per image.',
      expected: `${batch} flags`,
      received: `${flips.length} flags`,
      fix: 'pass one boolean for each image of the batch',
    });
  }
  const all = {top: 0, left: 0, height, width};
  return cropImages(
    images,
    flips.map(mirrored => ({...all, mirrored})),
  );
}

/**
 * Mirrors images at random, each independently.
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, the same out. The dtype stays.
 *
 * @example
 * randomFlipLeftRight(tf.zeros([8, 227, 227, 3]), {seed: 1}).shape; // [8, 227, 227, 3]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export function randomFlipLeftRight<T extends Images>(images: T, options: RandomFlipOptions): T {
  requireFields('randomFlipLeftRight', 'options', options, SEEDED);
  const {seed, probability = 0.5} = checkOptions('randomFlipLeftRight', options, OPTIONS, '{seed: 1}');
  const check = checksFor('randomFlipLeftRight');
  check.integer('seed', seed, -Infinity);
  check.probability('probability', probability);
  const [batch] = imageDimensions('randomFlipLeftRight', images);
  const flips = Array.from({length: batch}, (_, b) =>
    drawFlip(RandomStream.derive(seed, 'randomFlipLeftRight', b), probability),
  );
  return flipLeftRight(images, flips);
}
