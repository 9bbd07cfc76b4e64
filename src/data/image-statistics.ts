import type {ChannelMoments, RgbComponents} from '../core/channel-moments';

/** Statistics over all pixels of a set of images, in units of 0–255. */
export interface ImageStatistics {
  /** Number of images. */
  count: number;
  /** Mean per channel. */
  mean: number[];
  /** Standard deviation per channel, over all pixels of all images. */
  stddev: number[];
  /** Principal components of the channels; the largest is usually the brightness. */
  pca: RgbComponents;
}

/** Returns the statistics of `count` images whose pixels were added to `moments`. */
export function statisticsOf(count: number, moments: ChannelMoments): ImageStatistics {
  const {mean, stddev, principalComponents: pca} = moments;
  return {count, mean, stddev, pca};
}
