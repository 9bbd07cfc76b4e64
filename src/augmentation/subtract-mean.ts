import * as tf from '@tensorflow/tfjs-core';
import {show} from '../core/check';
import {AlexNetError} from '../errors';
import {imageDimensions, onBatch, perRow, type Images} from './image-batch';

/**
 * Subtracts a mean from each pixel.
 *
 *     y = x − mean
 *
 * Shapes: [height, width, channels] or [batch, height, width, channels] in, the same out, float32. The mean is one
 * number per channel, or an image [height, width, channels].
 *
 * Pitfall: the paper's mean is that of each pixel over the training set, in the images' own units. ImageNet's mean
 * [123.68, 116.78, 103.94] belongs to values of 0–255, [0.485, 0.456, 0.406] to values of 0–1.
 *
 * @example
 * subtractMean(tf.fill([2, 2, 3], 100), [100, 90, 80]); // every pixel is [0, 10, 20]
 * @see Krizhevsky, Sutskever, Hinton (2012), section 2.
 */
export function subtractMean<T extends Images>(images: T, mean: readonly number[] | tf.Tensor): T {
  const [, height, width, channels] = imageDimensions('subtractMean', images);
  const shape: readonly number[] = mean instanceof tf.Tensor ? mean.shape : [mean.length];
  const fits =
    (shape.length === 1 && shape[0] === channels) ||
    (shape.length === 3 && shape[0] === height && shape[1] === width && shape[2] === channels);
  if (!fits || (!(mean instanceof tf.Tensor) && !mean.every(Number.isFinite))) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: 'subtractMean',
      problem: 'the mean does not fit the images.',
      expected: `${channels} finite numbers, or a tensor [${channels}] or [${height}, ${width}, ${channels}]`,
      received: mean instanceof tf.Tensor ? `a tensor ${show(shape)}` : show(mean),
      fix: 'subtract a mean image before cropping, or pass one number per channel',
    });
  }
  return onBatch('subtractMean', images, x => {
    const values = mean instanceof tf.Tensor ? mean : tf.tensor1d([...mean]);
    return perRow(
      x,
      shape.length === 1 ? tf.tile(values, [width]) : tf.reshape(values, [1, height, width * channels]),
      tf.sub,
    );
  });
}
