import * as tf from '@tensorflow/tfjs-core';
import {show} from '../core/check';
import {AlexNetError} from '../errors';

/** One image [height, width, channels] or several of one size [batch, height, width, channels]. */
export type Images = tf.Tensor3D | tf.Tensor4D;

/** [batch, height, width, channels] of images; a single image counts as a batch of one. */
export function imageDimensions(where: string, images: Images): [number, number, number, number] {
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
 * Runs `body` on a batch, whether one image or several came in, and gives back as many dimensions as came in.
 * Intermediate tensors are disposed; the input stays the caller's.
 */
export function onBatch<T extends Images>(
  where: string,
  images: T,
  body: (batch: tf.Tensor4D) => tf.Tensor4D,
): T {
  return tf.tidy(() => {
    const result = body(tf.reshape(images, imageDimensions(where, images)));
    // As many dimensions out as in: the compiler cannot follow a rank from value to type.
    return (images.rank === 3 ? tf.squeeze(result, [0]) : result) as T;
  });
}
