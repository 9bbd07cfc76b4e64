import * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../errors';

/** Weights of red, green and blue in the brightness of a pixel (ITU-R BT.601), as in Pillow's 'L' and OpenCV's gray. */
export const LUMA = [0.299, 0.587, 0.114];

/**
 * Returns images with the channels of a network: for a network of one channel, colors become gray, in integers as in a
 * gray photo.
 *
 * Shapes: [batch, height, width, 3] in, [batch, height, width, 1] float32 out; unchanged where the channels fit.
 *
 * @throws bad-shape for other numbers of channels.
 */
export function matchChannels(images: tf.Tensor4D, channels: number): tf.Tensor4D {
  const received = images.shape[3];
  if (received === channels) {
    return images;
  }
  if (received !== LUMA.length || channels !== 1) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: 'matchChannels',
      problem: 'the images do not have the channels of the network.',
      expected: channels === 1 ? '1 or 3 channels' : `${channels} channels`,
      received: `${received} channels`,
      fix: 'pass images with the channels of inputShape in the preprocessing',
    });
  }
  return tf.tidy(() => tf.round(tf.sum<tf.Tensor4D>(tf.mul(tf.cast(images, 'float32'), LUMA), 3, true)));
}
