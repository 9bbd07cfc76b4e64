import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {tenCropTransform} from '../augmentation/batch-transform';
import type {Preprocessing} from '../core/preprocessing';
import {requireModel, requirePreprocessing} from '../core/structured-argument';
import {logProbabilities, type LogProbabilities} from './log-probabilities';

/**
 * Class probabilities as the mean over ten views of each picture: four corners and the center, each also mirrored.
 *
 * Shapes: [batch, side, side, channels] (RGB, 0–255, side = `resizeShorterSide`) in, [batch, classes] out.
 *
 * @example
 * const probabilities = tenCropPredict(model, photos, preprocessing); // each row sums to 1
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export function tenCropPredict(
  model: tfl.LayersModel,
  images: tf.Tensor4D,
  preprocessing: Preprocessing,
): tf.Tensor2D {
  requireModel('tenCropPredict', model);
  requirePreprocessing('tenCropPredict', {preprocessing});
  return tf.tidy(() => tf.exp(tenCropLogProbabilities(logProbabilities(model), images, preprocessing)));
}

/** The logarithm of {@link tenCropPredict}, of a model that was taken apart before. */
export function tenCropLogProbabilities(
  head: LogProbabilities,
  images: tf.Tensor4D,
  preprocessing: Preprocessing,
): tf.Tensor2D {
  return tf.tidy(() => {
    const log = head.apply(tenCropTransform(preprocessing)(images));
    const stacked = tf.reshape(log, [images.shape[0], 10, head.classes]);
    return tf.sub(tf.logSumExp(stacked, 1), Math.log(10));
  });
}
