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
