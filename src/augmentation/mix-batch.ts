import * as tf from '@tensorflow/tfjs-core';
import type {RandomStream} from '../core/random';
import {perRow} from './image-batch';

/** Options of mixing the images of a batch. */
export interface MixOptions {
  /** Parameter α of mixup: each batch draws λ from Beta(α, α). 0 switches it off. Default 0; the paper's for ImageNet: 0.2. */
  mixup?: number;
  /** Parameter α of cutmix. 0 switches it off. Default 0; the paper's: 1. With both, each batch takes one of the two. */
  cutmix?: number;
}

/** How the images of a batch are mixed, each with the one before it. */
export interface BatchMix {
  /** Fraction of each image that is left of its own: the weight λ of its label. */
  fraction: number;
  /** The window that the other image fills; undefined where both are added. */
  box?: {top: number; left: number; height: number; width: number};
}

/** Draws from Beta(α, α): with Gamma(α) twice, by Marsaglia and Tsang (2000). */
export function drawBeta(stream: RandomStream, alpha: number): number {
  // In logarithms: for a small α both values are below the smallest float64.
  const [a, b] = [drawLogGamma(stream, alpha), drawLogGamma(stream, alpha)];
  return 1 / (1 + Math.exp(b - a));
}

function drawLogGamma(stream: RandomStream, alpha: number): number {
  if (alpha < 1) {
    return drawLogGamma(stream, alpha + 1) + Math.log(1 - stream.uniform()) / alpha;
  }
  const d = alpha - 1 / 3;
  for (;;) {
    const x = stream.gaussian();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - stream.uniform()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) {
      return Math.log(d * v);
    }
  }
}

/**
 * Draws how a batch of images of [height, width] is mixed, from (seed, 'mix', epoch, first image); undefined where nothing is.
 *
 * With cutmix, λ is the exact area that is left of the image: the window has the sides √(1 − λ) of the image around a
 * random center, and what is outside the image is cut off.
 */
export function drawMix(
  stream: RandomStream,
  [height, width]: readonly [number, number],
  {mixup = 0, cutmix = 0}: MixOptions,
): BatchMix | undefined {
  if (mixup === 0 && cutmix === 0) {
    return undefined;
  }
  const isCut = cutmix > 0 && (mixup === 0 || stream.uniform() < 0.5);
  const lambda = drawBeta(stream, isCut ? cutmix : mixup);
  if (!isCut) {
    return {fraction: lambda};
  }
  const side = Math.sqrt(1 - lambda);
  const [rows, columns] = [Math.floor(height * side), Math.floor(width * side)];
  const [y, x] = [stream.integer(height), stream.integer(width)];
  const [top, left] = [Math.max(0, y - Math.floor(rows / 2)), Math.max(0, x - Math.floor(columns / 2))];
  const bottom = Math.min(height, y - Math.floor(rows / 2) + rows);
  const right = Math.min(width, x - Math.floor(columns / 2) + columns);
  const box = {top, left, height: bottom - top, width: right - left};
  return {box, fraction: 1 - (box.height * box.width) / (height * width)};
}

/** Returns the position of the image that is mixed into each of a batch: the one before it. */
export function partnerOf(position: number, count: number): number {
  return (position + count - 1) % count;
}

/**
 * Mixes each image of a batch with the one before it, the first with the last.
 *
 *     mixup:   y[b] = λ · x[b] + (1 − λ) · x[b − 1]
 *     cutmix:  y[b] = x[b − 1] inside the window, x[b] outside
 *
 * Shapes: [batch, height, width, channels] in and out.
 *
 * @see Zhang et al. (2018), "mixup"; Yun et al. (2019), "CutMix".
 */
export function mixBatch(images: tf.Tensor4D, {fraction, box}: BatchMix): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const others =
      batch === 1
        ? images
        : tf.concat4d(
            [
              tf.slice(images, [batch - 1, 0, 0, 0], [1, -1, -1, -1]),
              tf.slice(images, [0, 0, 0, 0], [batch - 1, -1, -1, -1]),
            ],
            0,
          );
    if (box === undefined) {
      return tf.add(tf.mul(images, fraction), tf.mul(others, 1 - fraction));
    }
    const inside = new Float32Array(height * width * channels);
    for (let i = box.top; i < box.top + box.height; i++) {
      const start = (i * width + box.left) * channels;
      inside.fill(1, start, start + box.width * channels);
    }
    const shape: [number, number, number] = [1, height, width * channels];
    const outside = inside.map(value => 1 - value);
    return tf.add(
      perRow(images, tf.tensor3d(outside, shape), tf.mul),
      perRow(others, tf.tensor3d(inside, shape), tf.mul),
    );
  });
}
