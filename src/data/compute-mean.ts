import {ChannelMoments} from '../core/channel-moments';
import {checksFor} from '../core/check';
import {requireSource} from './require-source';
import type {ImageSource} from './image-source';
import {readBatches} from './read-batches';
import {statisticsOf, type ImageStatistics} from './image-statistics';

/** Options of {@link computeMean}. */
export interface ComputeMeanOptions {
  /** Images per batch. Default 64. */
  batchSize?: number;
  /** Called after each batch with the number of images read so far. */
  onProgress?: (done: number, total: number) => void;
  /** Stops between two batches. */
  signal?: AbortSignal;
}

/** The statistics that {@link computeMean} computed, in units of 0–255. */
export interface MeanReport extends ImageStatistics {
  /** Mean of each pixel over all images, [height, width, channels] row by row. */
  meanImage: Float32Array;
  /** [height, width, channels] of the mean image. */
  shape: [number, number, number];
}

/**
 * Computes the mean image of a source, and mean, standard deviation and principal components of its channels, in one
 * pass with one batch in memory at a time.
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 2 (the mean over the training set of each pixel) and 4.1.
 */
export async function computeMean(
  source: ImageSource,
  options: ComputeMeanOptions = {},
): Promise<MeanReport> {
  requireSource('computeMean', 'source', source);
  const {batchSize = 64, onProgress, signal} = options;
  checksFor('computeMean').integer('batchSize', batchSize, 1);
  const {count, imageShape} = source;
  const [height, width, channels] = imageShape;
  const size = height * width * channels;
  // Sums of bytes are integers, so they are exact.
  const sums = new Float64Array(size);
  const moments = new ChannelMoments(channels);
  for await (const {data} of readBatches(source, {batchSize, signal, onProgress})) {
    for (let first = 0; first < data.length; first += size) {
      const image = data.subarray(first, first + size);
      image.forEach((value, i) => {
        sums[i] = (sums[i] ?? 0) + value;
      });
      moments.add(image);
    }
  }
  return {
    ...statisticsOf(count, moments),
    meanImage: Float32Array.from(sums, sum => sum / count),
    shape: [height, width, channels],
  };
}
