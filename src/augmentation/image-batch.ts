import * as tf from '@tensorflow/tfjs-core';
import {show} from '../core/check';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';

/** One image [height, width, channels] or several of one size [batch, height, width, channels]. */
export type Images = tf.Tensor3D | tf.Tensor4D;

/** Returns [batch, height, width, channels] of images; a single image counts as a batch of one. */
export function imageDimensions(where: string, images: Images): [number, number, number, number] {
  requireFields(where, 'images', images, {
    what: 'a tensor of images',
    fields: ['shape', 'dtype'],
    fix: 'pass a tensor [height, width, channels] or [batch, height, width, channels]',
  });
  const shape: readonly number[] = images.shape;
  if (
    (shape.length !== 3 && shape.length !== 4) ||
    (images.dtype !== 'float32' && images.dtype !== 'int32')
  ) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'this tensor holds no images.',
      expected: '[height, width, channels] or [batch, height, width, channels], float32 or int32',
      received: `${show(shape)} ${images.dtype}`,
      fix: 'pass one image as a 3-D tensor or several of one size as a 4-D tensor',
    });
  }
  const [batch, height, width, channels] = shape.length === 4 ? shape : [1, ...shape];
  return [batch ?? 0, height ?? 0, width ?? 0, channels ?? 0];
}

/**
 * Runs `body` on a batch, for one image or several, and returns as many dimensions as the input has. Intermediate
 * tensors are disposed, the input is not.
 */
export function onBatch<T extends Images>(
  where: string,
  images: T,
  body: (batch: tf.Tensor4D) => tf.Tensor4D,
): T {
  return tf.tidy(() => {
    const result = body(tf.reshape(images, imageDimensions(where, images)));
    // The output has the rank of the input; the compiler cannot infer a rank from a value.
    return (images.rank === 3 ? tf.squeeze(result, [0]) : result) as T;
  });
}

/**
 * Combines images with values for one row [width · channels], for one image [1, height, width · channels], or for one
 * row of each image [batch, 1, width · channels].
 *
 * Backends broadcast the last axis at a time, and for 3 channels that is nearly all overhead: rows are five times as
 * fast on wasm.
 */
export function perRow(
  x: tf.Tensor4D,
  values: tf.Tensor,
  combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = tf.reshape(tf.cast(x, 'float32'), [batch, height, width * channels]);
  return tf.reshape(combine(rows, values), x.shape);
}
