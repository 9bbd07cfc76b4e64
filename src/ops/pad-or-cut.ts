import * as tf from '@tensorflow/tfjs-core';

/**
 * Pads an image with `value` on each side, or cuts it where the padding is negative.
 *
 * Shapes: [batch, height, width, channels] in, [batch, top + height + bottom, left + width + right, channels] out.
 */
export function padOrCut(
  image: tf.Tensor4D,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
  value = 0,
): tf.Tensor4D {
  return tf.tidy(() => {
    const added = [top, bottom, left, right].some(margin => margin > 0);
    const padded = added
      ? tf.pad(
          image,
          [
            [0, 0],
            [Math.max(0, top), Math.max(0, bottom)],
            [Math.max(0, left), Math.max(0, right)],
            [0, 0],
          ],
          value,
        )
      : image;
    if ([top, bottom, left, right].every(margin => margin >= 0)) {
      return tf.clone(padded);
    }
    return tf.slice(
      padded,
      [0, Math.max(0, -top), Math.max(0, -left), 0],
      [-1, top + image.shape[1] + bottom, left + image.shape[2] + right, -1],
    );
  });
}
