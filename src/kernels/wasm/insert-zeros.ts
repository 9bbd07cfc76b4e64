import * as tf from '@tensorflow/tfjs-core';

/**
 * Spreads a gradient over the grid that a strided window walked on: `stride − 1` zeros after each row and column.
 *
 * Shapes: [batch, height, width, channels] in, [batch, height · strideHeight, width · strideWidth, channels] out.
 */
export function insertZeros(dy: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) {
    return tf.clone(dy);
  }
  return tf.tidy(() => {
    const [batch, height, width, channels] = dy.shape;
    const columns = tf.pad(tf.reshape(dy, [batch * height * width, channels]), [
      [0, 0],
      [0, (strideWidth - 1) * channels],
    ]);
    const rowLength = width * strideWidth * channels;
    const rows = tf.pad(tf.reshape(columns, [batch * height, rowLength]), [
      [0, 0],
      [0, (strideHeight - 1) * rowLength],
    ]);
    return tf.reshape(rows, [batch, height * strideHeight, width * strideWidth, channels]);
  });
}

/**
 * Pads an image on each side, or cuts it where the padding is negative.
 *
 * Shapes: [batch, height, width, channels] in, [batch, top + height + bottom, left + width + right, channels] out.
 */
export function padOrCut(
  image: tf.Tensor4D,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
): tf.Tensor4D {
  return tf.tidy(() => {
    const padded = tf.pad(image, [
      [0, 0],
      [Math.max(0, top), Math.max(0, bottom)],
      [Math.max(0, left), Math.max(0, right)],
      [0, 0],
    ]);
    return tf.slice(
      padded,
      [0, Math.max(0, -top), Math.max(0, -left), 0],
      [-1, top + image.shape[1] + bottom, left + image.shape[2] + right, -1],
    );
  });
}
