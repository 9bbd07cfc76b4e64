import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {RandomStream} from '../core/random';
import type {Images} from './image-batch';

/** One step of {@link compose}: images to images; a step that draws takes its seed from the second argument. */
export type AugmentationStep<T extends Images = Images> = (images: T, seed: number) => T;

/**
 * Runs steps one after the other. Each gets its own seed, from the seed of the call and its position, so that the crop
 * and the flip of one call are independent, and a new step at the end does not change those before it.
 *
 * Intermediate tensors are disposed, the input is not.
 *
 * @example
 * const augment = compose<tf.Tensor3D>(
 *   image => resizeShorterSide(image, 256),
 *   (image, seed) => randomCrop(image, 227, {seed}),
 *   (image, seed) => randomFlipLeftRight(image, {seed}),
 *   image => subtractMean(image, [123.68, 116.78, 103.94]),
 * );
 * augment(tf.zeros([300, 400, 3]), 1).shape; // [227, 227, 3]
 */
export function compose<T extends Images = tf.Tensor4D>(
  ...steps: readonly AugmentationStep<T>[]
): (images: T, seed?: number) => T {
  return (images, seed = 0) => {
    checksFor('compose').integer('seed', seed, -Infinity);
    return tf.tidy(() =>
      steps.reduce<T>(
        (current, step, k) => step(current, RandomStream.derive(seed, 'compose', k).uint32()),
        // A clone, so that an empty list of steps does not return the tensor of the caller.
        tf.clone(images),
      ),
    );
  };
}
