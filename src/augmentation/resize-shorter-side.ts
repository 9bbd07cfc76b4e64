import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {imageDimensions, onBatch, type Images} from './image-batch';

/**
 * Scales images so that their shorter side has `size` pixels; the longer side keeps its proportion, rounded.
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, resized out, float32.
 *
 * Pitfall: `tf.image.resizeBilinear` reads two pixels per axis at any scale, and so leaves out most of a
 * large photo. Here each output pixel is a weighted mean (a triangle as wide as the step) of all pixels that it covers.
 *
 * @example
 * resizeShorterSide(tf.zeros([300, 400, 3]), 256).shape; // [256, 341, 3]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 2.
 */
export function resizeShorterSide<T extends Images>(images: T, size: number): T {
  checksFor('resizeShorterSide').integer('size', size, 1);
  const [, height, width] = imageDimensions('resizeShorterSide', images);
  const scale = size / Math.min(height, width);
  return resizeArea(images, [
    Math.max(size, Math.round(height * scale)),
    Math.max(size, Math.round(width * scale)),
  ]);
}

/**
 * Scales images to [height, width] with a triangle filter that widens as the images shrink.
 *
 * Shapes: as in {@link resizeShorterSide}.
 */
export function resizeArea<T extends Images>(images: T, size: readonly [number, number]): T {
  const [batch, height, width, channels] = imageDimensions('resizeArea', images);
  const [outHeight, outWidth] = size;
  return onBatch('resizeArea', images, input => {
    let x: tf.Tensor = tf.cast(input, 'float32');
    if (outHeight !== height) {
      const weights = tf.tensor3d(triangleWeights(height, outHeight), [1, outHeight, height]);
      x = tf.matMul(weights, tf.reshape(x, [batch, height, width * channels]));
    }
    if (outWidth !== width) {
      const weights = tf.tensor3d(triangleWeights(width, outWidth), [1, outWidth, width]);
      // Columns first: a product whose rows are 3 numbers long is slow on every backend.
      const columns = tf.transpose(tf.reshape(x, [batch, outHeight, width, channels]), [0, 2, 1, 3]);
      x = tf.matMul(weights, tf.reshape(columns, [batch, width, outHeight * channels]));
      x = tf.transpose(tf.reshape(x, [batch, outWidth, outHeight, channels]), [0, 2, 1, 3]);
    }
    return tf.reshape(x, [batch, outHeight, outWidth, channels]);
  });
}

/** Returns [to × from]: row i has the weights of the old pixels in new pixel i; each row sums to 1. */
export function triangleWeights(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from);
  const step = from / to;
  const reach = Math.max(1, step);
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(center - reach));
    const last = Math.min(from - 1, Math.floor(center + reach));
    let sum = 0;
    for (let j = first; j <= last; j++) {
      sum += Math.max(0, 1 - Math.abs(j - center) / reach);
    }
    for (let j = first; j <= last; j++) {
      weights[i * from + j] = Math.max(0, 1 - Math.abs(j - center) / reach) / sum;
    }
  }
  return weights;
}
