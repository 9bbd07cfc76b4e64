import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {RandomStream} from '../core/random';
import {AlexNetError} from '../errors';
import {imageDimensions, onBatch, type Images} from './image-batch';
import type {SeededOptions} from './random-crop';

/** Options of {@link randomFlipLeftRight}. */
export interface RandomFlipOptions extends SeededOptions {
  /** How likely an image is to be mirrored. Default 0.5. */
  probability?: number;
}

/** Draws whether an image is mirrored. */
export function drawFlip(stream: RandomStream, probability = 0.5): boolean {
  return stream.uniform() < probability;
}

/**
 * Mirrors the images for which `flips` says so.
 *
 *     y[b, i, j, c] = x[b, i, width − 1 − j, c]      where flips[b], else x
 *
 * Shapes: [height, width, channels] and one flag, or [batch, height, width, channels] and one flag each. The dtype stays.
 */
export function flipLeftRight<T extends Images>(images: T, flips: readonly boolean[]): T {
  const [batch, height, width, channels] = imageDimensions('flipLeftRight', images);
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
  return onBatch('flipLeftRight', images, x => {
    if (!flips.includes(true)) {
      return tf.clone(x);
    }
    if (!flips.includes(false)) {
      return tf.reverse4d(x, 2);
    }
    const pieces = flips.map((flip, b) => {
      const image = tf.slice4d(x, [b, 0, 0, 0], [1, height, width, channels]);
      return flip ? tf.reverse4d(image, 2) : image;
    });
    return tf.concat4d(pieces, 0);
  });
}

/**
 * Mirrors images by chance, each for itself.
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, the same out. The dtype stays.
 *
 * @example
 * randomFlipLeftRight(tf.zeros([8, 227, 227, 3]), {seed: 1}).shape; // [8, 227, 227, 3]
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export function randomFlipLeftRight<T extends Images>(
  images: T,
  {seed, probability = 0.5}: RandomFlipOptions,
): T {
  const check = checksFor('randomFlipLeftRight');
  check.integer('seed', seed, -Infinity);
  check.probability('probability', probability);
  const [batch] = imageDimensions('randomFlipLeftRight', images);
  const flips = Array.from({length: batch}, (_, b) =>
    drawFlip(RandomStream.derive(seed, 'randomFlipLeftRight', b), probability),
  );
  return flipLeftRight(images, flips);
}
