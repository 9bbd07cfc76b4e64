import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {pixelTransform} from '../augmentation/batch-transform';
import {pickPixels} from '../augmentation/pick-pixels';
import {tenCrop, tenCropWindows} from '../augmentation/ten-crop';
import type {Preprocessing} from '../core/preprocessing';
import type {Size} from '../core/shapes';
import {requireModel} from '../models/require-model';
import {requirePreprocessing} from '../augmentation/require-preprocessing';
import {sharedPrefix} from '../models/shared-prefix';
import {logProbabilities} from './log-probabilities';

/**
 * Returns class probabilities as the mean over ten views of each image: four corners and the center, each also
 * mirrored.
 *
 * Shapes: [batch, side, side, channels] (RGB, 0–255, side = `resizeShorterSide`) in, [batch, classes] out.
 *
 * @example
 * const probabilities = tenCropPredict(model, photos, preprocessing); // each row sums to 1
 * @see Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export function tenCropPredict(
  model: tfl.LayersModel,
  images: tf.Tensor4D,
  preprocessing: Preprocessing,
): tf.Tensor2D {
  requireModel('tenCropPredict', model);
  requirePreprocessing('tenCropPredict', {preprocessing});
  return tf.tidy(() => {
    const [, height, width] = images.shape;
    return tf.exp(tenCropLogProbabilities(model, preprocessing, [height, width])(images));
  });
}

/**
 * Returns the logarithm of {@link tenCropPredict} for images of one size.
 *
 * The first layers of a network, as far as their features of a view are a window of those of the whole image, run on
 * the image and its mirror image: two inputs in place of ten. See `sharedPrefix`.
 */
export function tenCropLogProbabilities(
  model: tfl.LayersModel,
  preprocessing: Preprocessing,
  [height, width]: Size,
): (images: tf.Tensor4D) => tf.Tensor2D {
  const [cropHeight, cropWidth] = preprocessing.inputShape;
  const whole = {top: 0, left: 0, height, width};
  // A mirrored view is a window of the mirrored image.
  const windows = tenCropWindows([height, width], [cropHeight, cropWidth]).map(({top, left, mirrored}) => ({
    mirrored,
    top,
    left: mirrored ? width - cropWidth - left : left,
  }));
  const isWorthwhile = 2 * height * width < windows.length * cropHeight * cropWidth;
  const shared = isWorthwhile
    ? sharedPrefix(
        model,
        [cropHeight, cropWidth],
        windows.map(({top, left}) => [top, left]),
      )
    : undefined;
  const head = logProbabilities(model, {behind: shared?.boundary});
  const toPixels = pixelTransform(preprocessing);

  const views = (pixels: tf.Tensor4D): tf.Tensor4D => {
    if (shared === undefined) {
      return tenCrop(pixels, [cropHeight, cropWidth]);
    }
    const images = Array.from({length: pixels.shape[0]}, (_, image) => image);
    const turned = images.flatMap(image => [false, true].map(mirrored => ({...whole, image, mirrored})));
    const [down, across] = shared.stride;
    return pickPixels(
      shared.apply(pickPixels(pixels, turned)),
      images.flatMap(image =>
        windows.map(({top, left, mirrored}) => ({
          image: 2 * image + (mirrored ? 1 : 0),
          top: top / down,
          left: left / across,
          height: shared.size[0],
          width: shared.size[1],
          mirrored: false,
        })),
      ),
    );
  };
  return images =>
    tf.tidy(() => {
      const log = head.apply(views(toPixels(images)));
      const stacked = tf.reshape(log, [images.shape[0], windows.length, head.classes]);
      return tf.sub(tf.logSumExp(stacked, 1), Math.log(windows.length));
    });
}
