import {LUMA} from '../augmentation/match-channels';
import type {Preprocessing} from '../core/preprocessing';
import type {ImageStatistics} from '../data/image-statistics';
import type {Preset} from '../presets/preset';

/** Arguments of {@link makePreprocessing}. */
export interface MakePreprocessingArgs {
  preset: Preset;
  /** Of the training photos: what `'training-set'` in the preset stands for. */
  statistics: ImageStatistics;
  classes: readonly string[];
}

/**
 * Returns the preprocessing of a preset with the mean and standard deviation of a training set.
 *
 * @category Images and augmentation
 */
export function makePreprocessing({
  preset,
  statistics: ofColors,
  classes,
}: MakePreprocessingArgs): Preprocessing {
  const {resizeShorterSide, channelOrder, mean, scale} = preset.preprocess;
  const [height, width, channels] = preset.inputShape;
  const isGray = channels === 1 && ofColors.mean.length === LUMA.length;
  const statistics = isGray ? grayMoments(ofColors) : ofColors;
  const channelScale =
    scale === 'training-set'
      ? // A channel that is the same everywhere has nothing to divide by.
        statistics.stddev.map(stddev => (stddev > 0 ? 1 / stddev : 1))
      : typeof scale === 'number'
        ? statistics.mean.map(() => scale)
        : [...scale];
  return {
    version: 1,
    preset: preset.id,
    inputShape: [height, width, channels],
    resizeShorterSide,
    channelOrder,
    mean: mean === 'training-set' ? [...statistics.mean] : [...mean],
    scale: channelScale,
    // One channel has no color to vary.
    ...(isGray ? {} : {pca: ofColors.pca}),
    classes: [...classes],
  };
}

/** Returns mean and standard deviation of gray values, a weighted sum of the colors, from the colors' covariance. */
function grayMoments({mean, pca}: ImageStatistics): Pick<ImageStatistics, 'mean' | 'stddev'> {
  const along = (vector: readonly number[]): number =>
    LUMA.reduce((sum, weight, channel) => sum + weight * (vector[channel] ?? 0), 0);
  const variance = pca.eigenvalues.reduce(
    (sum, eigenvalue, i) => sum + eigenvalue * along(pca.eigenvectors[i] ?? []) ** 2,
    0,
  );
  return {mean: [along(mean)], stddev: [Math.sqrt(variance)]};
}
