import * as tf from '@tensorflow/tfjs-core';
import {ChannelMoments, type RgbComponents} from '../core/channel-moments';
import {checksFor, show} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {RandomStream} from '../core/random';
import {requireFields} from '../core/structured-argument';
import {SEEDED, SEEDED_OPTIONS, type SeededOptions} from './random-crop';
import {AlexNetError} from '../errors';
import {imageDimensions, onBatch, perRow, type Images} from './image-batch';

/** Principal components of the colors; a draw of 1 moves the color by one of them. See {@link PcaColorJitter}. */
export type JitterMagnitude = 'eigenvalue' | 'deviation';

/** Arguments of {@link PcaColorJitter}; plain data. */
export interface PcaColorJitterArgs extends RgbComponents {
  /** Standard deviation of the draws. ≥ 0. Default 0.1 (section 4.1). */
  stddev?: number;
  /** Unit of a draw. Default 'eigenvalue' (section 4.1). */
  magnitude?: JitterMagnitude;
  /** White minus black in the images' units: 255, or 1 for images of 0–1. Default 255. Used by 'eigenvalue' only. */
  pixelRange?: number;
}

/** Batches of images to measure: a tensor, a list, a generator, or anything with tf.data's `forEachAsync`. */
export type ImageBatches =
  | Images
  | Iterable<Images>
  | AsyncIterable<Images>
  | {
      /** Calls a function with each batch, one after the other. */ forEachAsync(
        visit: (images: Images) => void | Promise<void>,
      ): Promise<void>;
    };

const OPTIONS: KnownOptions<PcaColorJitterArgs> = {
  eigenvalues: true,
  eigenvectors: true,
  stddev: true,
  magnitude: true,
  pixelRange: true,
};

/**
 * Changes the color of a whole image along the principal components of the training set's RGB values: mostly
 * brightness, then the color temperature of the light, as these vary between real photos.
 *
 *     y[b,h,w,:] = x[b,h,w,:] + Σ p_i · α_i · m_i        α_i ~ N(0, stddev²), drawn once per image and use
 *     m_i = λ_i / pixelRange      magnitude 'eigenvalue'
 *     m_i = √λ_i                  magnitude 'deviation'
 *
 * p_i and λ_i are the eigenvectors and eigenvalues of the 3 × 3 covariance of the pixels.
 *
 * Shapes: [height, width, 3] or [batch, height, width, 3] in, the same out, float32. Values are not clipped.
 *
 * Pitfall: the paper's α_i·λ_i has the unit of a squared pixel. Applied to 0–255 as printed, it moves a photo by a
 * thousand gray levels. It makes sense on 0–1, which is how it is commonly used (λ = 0.2175, 0.0188, 0.0045 for
 * ImageNet), and `pixelRange` brings it to the images' unit: about 5.5 of 255 levels for stddev 0.1. The authors' own
 * program, cuda-convnet2, multiplies by the standard deviation √λ_i instead: about 12 levels; that is 'deviation'.
 *
 * @example
 * const jitter = await PcaColorJitter.fit(tf.randomUniform([10, 8, 8, 3], 0, 255, 'float32', 1));
 * jitter.apply(tf.zeros([4, 8, 8, 3]), {seed: 1}); // each image gets one color of its own
 * @see Krizhevsky, Sutskever, Hinton (2012), section 4.1.
 */
export class PcaColorJitter {
  readonly eigenvalues: readonly number[];
  readonly eigenvectors: readonly (readonly number[])[];
  readonly stddev: number;
  readonly magnitude: JitterMagnitude;
  readonly pixelRange: number;

  constructor(args: PcaColorJitterArgs) {
    const {
      eigenvalues,
      eigenvectors,
      stddev = 0.1,
      magnitude = 'eigenvalue',
      pixelRange = 255,
    } = checkOptions('PcaColorJitter', args, OPTIONS, '{eigenvalues, eigenvectors}, preprocessing.pca');
    const check = checksFor('PcaColorJitter');
    this.stddev = check.finite('stddev', stddev, 0);
    this.magnitude = check.oneOf('magnitude', magnitude, ['eigenvalue', 'deviation']);
    this.pixelRange = check.positive('pixelRange', pixelRange);
    const isTriple = (value: unknown): value is number[] =>
      Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);
    if (
      !isTriple(eigenvalues) ||
      eigenvalues.some(value => value < 0) ||
      !Array.isArray(eigenvectors) ||
      eigenvectors.length !== 3 ||
      !eigenvectors.every(isTriple)
    ) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: 'PcaColorJitter',
        problem: 'these are not the principal components of RGB values.',
        expected: '3 eigenvalues of at least 0 and 3 eigenvectors of 3 numbers',
        received: `eigenvalues = ${show(eigenvalues)}, eigenvectors = ${show(eigenvectors)}`,
        fix: 'measure them with PcaColorJitter.fit(images), or take `pca` from preprocessing.json',
      });
    }
    this.eigenvalues = [...eigenvalues];
    this.eigenvectors = eigenvectors.map(row => [...row]);
  }

  /**
   * Measures the components over any number of images, a batch at a time, in one pass and in float64; no more than
   * one batch is held. The caller disposes the tensors.
   */
  static async fit(
    batches: ImageBatches,
    options: Omit<PcaColorJitterArgs, keyof RgbComponents> = {},
  ): Promise<PcaColorJitter> {
    const moments = new ChannelMoments(3);
    const visit = async (images: Images): Promise<void> => {
      const [, , , channels] = imageDimensions('PcaColorJitter.fit', images);
      requireColor('PcaColorJitter.fit', images, channels);
      moments.add(await images.data());
    };
    if (batches instanceof tf.Tensor) {
      await visit(batches);
    } else if ('forEachAsync' in batches) {
      // tf.data disposes an element once the callback has returned, so the callbacks must not wait for each other.
      const visits: Promise<void>[] = [];
      await batches.forEachAsync(images => {
        visits.push(visit(images));
      });
      await Promise.all(visits);
    } else {
      for await (const images of batches) {
        await visit(images);
      }
    }
    if (moments.count === 0) {
      throw new AlexNetError({
        code: 'bad-data',
        where: 'PcaColorJitter.fit',
        problem: 'there was no pixel to measure.',
        expected: 'at least one image',
        received: 'none',
        fix: 'pass the training images, as tensors [batch, height, width, 3]',
      });
    }
    return new PcaColorJitter({...options, ...moments.principalComponents});
  }

  /** Makes the jitter from the result of {@link toJSON}. */
  static fromJSON(json: PcaColorJitterArgs): PcaColorJitter {
    return new PcaColorJitter(json);
  }

  /** Returns every argument, defaults included. */
  toJSON(): Required<PcaColorJitterArgs> {
    return {
      eigenvalues: [...this.eigenvalues],
      eigenvectors: this.eigenvectors.map(row => [...row]),
      stddev: this.stddev,
      magnitude: this.magnitude,
      pixelRange: this.pixelRange,
    };
  }

  /** Draws the color [r, g, b] that is added to one image. */
  drawShift(stream: RandomStream): [number, number, number] {
    const shift: [number, number, number] = [0, 0, 0];
    this.eigenvalues.forEach((eigenvalue, i) => {
      const size = this.magnitude === 'deviation' ? Math.sqrt(eigenvalue) : eigenvalue / this.pixelRange;
      const amount = stream.gaussian(0, this.stddev) * size;
      const [r = 0, g = 0, b = 0] = this.eigenvectors[i] ?? [];
      shift[0] += amount * r;
      shift[1] += amount * g;
      shift[2] += amount * b;
    });
    return shift;
  }

  /** Adds a color drawn from (seed, b) to image b. */
  apply<T extends Images>(images: T, options: SeededOptions): T {
    requireFields('PcaColorJitter.apply', 'options', options, SEEDED);
    const {seed} = checkOptions('PcaColorJitter.apply', options, SEEDED_OPTIONS, '{seed: 1}');
    checksFor('PcaColorJitter.apply').integer('seed', seed, -Infinity);
    const [batch] = imageDimensions('PcaColorJitter.apply', images);
    return shiftColors(
      images,
      Array.from({length: batch}, (_, b) => this.drawShift(RandomStream.derive(seed, 'PcaColorJitter', b))),
    );
  }
}

/**
 * Adds one color to all pixels of each image.
 *
 *     y[b,h,w,:] = x[b,h,w,:] + shifts[b]
 *
 * Shapes: [height, width, 3] and one shift, or [batch, height, width, 3] and one shift each. float32 out.
 */
export function shiftColors<T extends Images>(
  images: T,
  shifts: readonly (readonly [number, number, number])[],
): T {
  const [batch, , width, channels] = imageDimensions('shiftColors', images);
  requireColor('shiftColors', images, channels);
  if (shifts.length !== batch) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'shiftColors',
      problem: 'there is not one color per image.',
      expected: `${batch} colors [r, g, b]`,
      received: `${shifts.length} colors`,
      fix: 'draw one shift for each image: jitter.drawShift(stream)',
    });
  }
  return onBatch('shiftColors', images, x => {
    const values = tf.tensor3d(Float32Array.from(shifts.flat()), [batch, 1, 3]);
    return perRow(x, tf.tile(values, [1, 1, width]), tf.add);
  });
}

function requireColor(where: string, images: Images, channels: number): void {
  if (channels !== 3) {
    throw new AlexNetError({
      code: 'bad-shape',
      where,
      problem: 'the images have no three color channels.',
      expected: '3 channels (red, green, blue)',
      received: `${channels} (shape ${show(images.shape)})`,
      fix: 'leave color jitter out for gray images',
    });
  }
}
