import type {ChannelMoments, RgbComponents} from '../core/channel-moments';

/** What is known of all pixels of a set of pictures, in units of 0–255. */
export interface ImageStatistics {
  /** Number of pictures. */
  count: number;
  /** Mean per channel. */
  mean: number[];
  /** Standard deviation per channel, over all pixels of all pictures. */
  stddev: number[];
  /** Principal components of the channels; the largest is how bright it is, as a rule. */
  pca: RgbComponents;
}

/** The statistics of `count` pictures whose pixels were added to `moments`. */
export function statisticsOf(count: number, moments: ChannelMoments): ImageStatistics {
  const {mean, stddev, principalComponents: pca} = moments;
  return {count, mean, stddev, pca};
}
