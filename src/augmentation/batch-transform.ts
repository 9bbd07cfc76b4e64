import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {decodeMeanImage, type Preprocessing} from '../core/preprocessing';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {RandomStream} from '../core/random';
import {requireFields} from '../core/structured-argument';
import {requirePreprocessing} from './require-preprocessing';
import {SEEDED, drawCrop} from './random-crop';
import {AlexNetError} from '../errors';
import {centerCrop, centerWindow} from './center-crop';
import {cropImages} from './crop-window';
import {perRow} from './image-batch';
import {matchChannels} from './match-channels';
import {PcaColorJitter, shiftColors, type JitterMagnitude} from './pca-color-jitter';
import {drawFlip} from './random-flip-left-right';
import {drawErasing, eraseWindows} from './random-erasing';
import {drawResizedCrop, resizedCrop} from './random-resized-crop';
import {subtractMean} from './subtract-mean';

/** Position of a batch in a run; its random draws depend on it. */
export interface BatchPosition {
  /** Epoch, counted from 0. */
  epoch: number;
  /** Position in the image source of each image of the batch. */
  indices: ArrayLike<number>;
}

/** Maps images [batch, height, width, channels] (RGB, 0–255; int32 or float32) to network input. The caller disposes the images. */
export type TrainingTransform = (images: tf.Tensor4D, at: BatchPosition) => tf.Tensor4D;

/** Maps images to network input without random draws: the central crop, minus the mean. */
export type EvaluationTransform = (images: tf.Tensor4D) => tf.Tensor4D;

/** Random augmentation of each image in training. */
export interface TrainingTransformOptions {
  /** Seed of all draws. */
  seed: number;
  /** Take the crop at a random place, else at the center. Default true (section 4.1). */
  crop?: boolean;
  /** Mirror an image with probability 0.5. Default true (section 4.1). */
  flip?: boolean;
  /** Standard deviation of the PCA color draw; 0 switches it off. Default 0.1 (section 4.1) where `pca` is known, else 0. */
  colorStddev?: number;
  /** Unit of the color draw; see {@link PcaColorJitter}. Default 'eigenvalue'. */
  colorMagnitude?: JitterMagnitude;
  /**
   * Area of the crop as a fraction of the image, drawn uniformly from this range; the crop is then scaled to the input
   * size. Default: crops are never scaled.
   */
  cropArea?: readonly [number, number];
  /** Range of width / height of such a crop, drawn uniformly on a log scale. Default [3/4, 4/3]. Used with `cropArea` only. */
  cropAspectRatio?: readonly [number, number];
  /**
   * Probability that a window of an image, of 2 % to a third of its area, is set to the mean. In [0, 1]. Default 0; 0.25 is
   * usual.
   */
  erasing?: number;
}

const OPTIONS: KnownOptions<TrainingTransformOptions> = {
  seed: true,
  crop: true,
  flip: true,
  colorStddev: true,
  colorMagnitude: true,
  cropArea: true,
  cropAspectRatio: true,
  erasing: true,
};

/**
 * Makes the transform of a batch before a training step: subtract the mean, crop, mirror, add a color, then scale and
 * channel order of the network.
 *
 * Image i of epoch e draws from (seed, 'augment', e, i): the same in every run, in any batch and on every backend.
 *
 * Shapes: [batch, R, R, channels] in, [batch, height, width, channels] float32 out.
 */
export function trainingTransform(
  preprocessing: Preprocessing,
  options: TrainingTransformOptions,
): TrainingTransform {
  requirePreprocessing('trainingTransform', {preprocessing});
  requireFields('trainingTransform', 'options', options, SEEDED);
  const {pca, inputShape} = preprocessing;
  checkOptions('trainingTransform', options, OPTIONS, '{seed: 1}');
  const {seed, crop = true, flip = true, colorStddev = pca === undefined ? 0 : 0.1} = options;
  const {colorMagnitude = 'eigenvalue', cropArea, cropAspectRatio, erasing = 0} = options;
  const check = checksFor('trainingTransform');
  check.integer('seed', seed, -Infinity);
  check.finite('colorStddev', colorStddev, 0);
  check.finite('erasing', erasing, 0, 1);
  const jitter = colorStddev === 0 ? undefined : colorJitter(preprocessing, colorStddev, colorMagnitude);
  const size = [inputShape[0], inputShape[1]] as const;
  const isScaled = crop && cropArea !== undefined;
  const subtract = meanSubtraction(preprocessing);
  return (images, {epoch, indices}) => {
    const [batch, height, width] = images.shape;
    if (indices.length !== batch) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: 'trainingTransform',
        problem: 'there is not one index per image.',
        expected: `${batch} indices`,
        received: `${indices.length} indices`,
        fix: 'pass the positions that the images were read from',
      });
    }
    // The draws of one image come in this order, so switching a later one off does not change the earlier ones.
    const draws = Array.from(indices, index => {
      const stream = RandomStream.derive(seed, 'augment', epoch, index);
      const window = !crop
        ? centerWindow([height, width], size)
        : isScaled
          ? drawResizedCrop(stream, [height, width], {area: cropArea, aspectRatio: cropAspectRatio})
          : drawCrop(stream, [height, width], size);
      const mirrored = flip && drawFlip(stream);
      const shift = jitter?.drawShift(stream);
      const erased = erasing === 0 ? undefined : drawErasing(stream, size, erasing);
      return {window: {...window, mirrored}, shift, erased};
    });
    const windows = draws.map(({window}) => window);
    const shifts = draws.flatMap(({shift}) => (shift === undefined ? [] : [shift]));
    return tf.tidy(() => {
      const centered = subtract(images);
      const cut = isScaled ? resizedCrop(centered, windows, size) : cropImages(centered, windows);
      const colored = jitter === undefined ? cut : shiftColors(cut, shifts);
      const whole = finish(colored, preprocessing);
      return draws.some(({erased}) => erased !== undefined)
        ? eraseWindows(
            whole,
            draws.map(({erased}) => erased),
          )
        : whole;
    });
  };
}

/**
 * Makes the transform of a batch for evaluation and prediction: subtract the mean, central crop, scale, channel order.
 *
 * Shapes: [batch, R, R, channels] in, [batch, height, width, channels] float32 out; colors in, too, for a network of
 * one channel.
 */
export function evaluationTransform(preprocessing: Preprocessing): EvaluationTransform {
  requirePreprocessing('evaluationTransform', {preprocessing});
  const [height, width] = preprocessing.inputShape;
  const subtract = meanSubtraction(preprocessing);
  return images => tf.tidy(() => finish(centerCrop(subtract(images), [height, width]), preprocessing));
}

/**
 * Makes the transform of a batch before views are taken out of it: subtract the mean, scale, channel order. So each
 * pixel is computed once, not once for each view.
 *
 * Shapes: [batch, R, R, channels] in, [batch, R, R, channels of the network] float32 out.
 */
export function pixelTransform(preprocessing: Preprocessing): EvaluationTransform {
  const subtract = meanSubtraction(preprocessing);
  return images => tf.tidy(() => finish(subtract(images), preprocessing));
}

/**
 * Makes the subtraction of the mean from full images with the channels of the network. A mean image is decoded once and
 * kept as an array: a tensor would belong to one backend and would have to be disposed.
 */
function meanSubtraction({mean, meanImage, inputShape}: Preprocessing): (images: tf.Tensor4D) => tf.Tensor4D {
  const [, , channels] = inputShape;
  if (meanImage === undefined) {
    return images => subtractMean(matchChannels(images, channels), mean);
  }
  const values = decodeMeanImage(meanImage);
  return images => subtractMean(matchChannels(images, channels), tf.tensor3d(values, meanImage.shape));
}

/** Applies scale and channel order, one after the other. */
function finish(x: tf.Tensor4D, {scale, channelOrder}: Preprocessing): tf.Tensor4D {
  const [, , width] = x.shape;
  const scaled = scale.every(factor => factor === 1)
    ? x
    : perRow(x, tf.tile(tf.tensor1d(scale), [width]), tf.mul);
  return channelOrder === 'bgr' ? tf.reverse4d(scaled, 3) : scaled;
}

function colorJitter({pca}: Preprocessing, stddev: number, magnitude: JitterMagnitude): PcaColorJitter {
  if (pca === undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'trainingTransform',
      problem: 'color jitter needs the principal components of the training photos.',
      expected: '`pca` in the preprocessing record, or colorStddev = 0',
      received: `colorStddev = ${stddev}, no pca`,
      fix: 'set pca to the statistics that openPhotos measured, or set colorStddev to 0',
    });
  }
  return new PcaColorJitter({...pca, stddev, magnitude, pixelRange: 255});
}
