import * as tf from '@tensorflow/tfjs-core';
import {show} from '../core/check';
import {fingerprintOf} from './fingerprint';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {ImageCache} from './image-cache';
import type {ImageSource} from './image-source';

/** Options of {@link tensorSource}. */
export interface TensorSourceOptions {
  /** [height, width, channels] of the images if they are bytes; a tensor has its own shape. */
  imageShape?: readonly [number, number, number];
  /** One name per image. Default '0', '1', … */
  names?: readonly string[];
}

/**
 * Makes a source of images in memory, for training and evaluation.
 *
 * Shapes: a tensor [count, height, width, channels] with values of 0–255, rounded to bytes, or bytes in that order and
 * `imageShape`. One label per image, −1 for none. The values of a tensor are copied; the caller disposes it.
 *
 * @example
 * const source = tensorSource(tf.zeros([2, 8, 8, 3]), [0, 1], ['cat', 'dog']);
 */
export function tensorSource(
  images: tf.Tensor4D | Uint8Array,
  labels: ArrayLike<number>,
  classes: readonly string[],
  options: TensorSourceOptions = {},
): ImageSource {
  for (const [name, value, what] of [
    ['images', images, 'a tensor, or bytes'],
    ['labels', labels, 'a list of numbers'],
    ['classes', classes, 'a list of names'],
  ] as const) {
    const fix = 'tensorSource(images, [0, 1, …], ["cat", "dog"])';
    requireFields('tensorSource', name, value, {what, fields: [], fix});
  }
  const imageShape: readonly number[] =
    images instanceof tf.Tensor ? images.shape.slice(1) : (options.imageShape ?? []);
  const [height, width, channels] = imageShape;
  const count = labels.length;
  if (
    height === undefined ||
    width === undefined ||
    channels === undefined ||
    count === 0 ||
    (images instanceof tf.Tensor ? images.size : images.length) !== count * height * width * channels
  ) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: 'tensorSource',
      problem: 'the images do not fit their labels and their shape.',
      expected: 'one label per image, at least one image, and imageShape where the images are bytes',
      received: `images ${images instanceof tf.Tensor ? show(images.shape) : `of ${images.length} bytes`}, ${count} labels, imageShape ${show(options.imageShape)}`,
      fix: 'pass a tensor [count, height, width, channels] and as many labels',
    });
  }
  const ownLabels = Int32Array.from(labels);
  const wrong = Array.from(labels).filter(
    label => !Number.isInteger(label) || label < -1 || label >= classes.length,
  );
  const names = options.names ?? Array.from({length: count}, (_, i) => String(i));
  if (wrong.length > 0 || names.length !== count) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'tensorSource',
      problem: wrong.length > 0 ? 'there are labels without a class.' : 'there is not one name per image.',
      expected: `labels from -1 to ${classes.length - 1}, and ${count} names or none`,
      received: wrong.length > 0 ? `labels ${wrong.slice(0, 10).join(', ')}` : `${names.length} names`,
      fix: 'number the labels by the list of classes, from 0',
    });
  }
  // Uint8ClampedArray rounds and clips; Uint8Array would wrap 256 to 0.
  const bytes =
    images instanceof tf.Tensor ? new Uint8Array(Uint8ClampedArray.from(images.dataSync()).buffer) : images;
  const bytesPerImage = height * width * channels;
  const cache = new ImageCache({
    count,
    bytesPerImage,
    cacheBytes: count * bytesPerImage,
    prefetchBytes: 0,
    concurrency: 1,
    load: () => Promise.reject(new Error('internal: every image is kept; please report this')),
  });
  for (let i = 0; i < count; i++) {
    cache.keep(i, bytes.slice(i * bytesPerImage, (i + 1) * bytesPerImage));
  }
  return {
    count,
    classes,
    imageShape: [height, width, channels],
    labels: ownLabels,
    names,
    skipped: [],
    fingerprint: fingerprintOf([height, width, channels, ...classes, ...names, ...ownLabels]),
    get waitedMs() {
      return cache.waitedMs;
    },
    read: indices => cache.read(indices),
    prefetch: () => undefined,
    dispose: () => {
      cache.dispose();
    },
  };
}
