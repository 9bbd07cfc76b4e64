import type * as tfl from '@tensorflow/tfjs-layers';
import {formatBytes} from '../../core/format-bytes';
import {frozenBoundary} from '../../models/split-model';
import {frozenFeatureBytes} from './frozen-features';
import type {FrozenFeaturesOptions, FrozenViews} from '../train-options';

/** Arguments of {@link planFrozenFeatures}. */
export interface FrozenFeaturesPlan {
  /** Photos of the training set. */
  trainingCount: number;
  /** Photos of the validation set. */
  validationCount: number;
  views: FrozenViews | 'random';
  /** Memory for the features. */
  featureBytes: number;
  onNote: (line: string) => void;
  onWarning: (line: string) => void;
}

/**
 * Decides whether the features of frozen layers are computed once per photo: if the model can be split behind them and
 * they fit into memory. Returns undefined where each step computes them; warns if the memory does not suffice.
 */
export function planFrozenFeatures(
  model: tfl.LayersModel,
  {trainingCount, validationCount, views, featureBytes, onNote, onWarning}: FrozenFeaturesPlan,
): FrozenFeaturesOptions | undefined {
  const boundary = frozenBoundary(model);
  if (views === 'random' || boundary === undefined) {
    return undefined;
  }
  const bytes =
    frozenFeatureBytes(model, boundary, trainingCount, views) +
    frozenFeatureBytes(model, boundary, validationCount, 1);
  if (bytes > featureBytes) {
    onWarning(
      `The output of ${boundary} takes ${formatBytes(bytes)} for ${trainingCount + validationCount} photos, more than ${formatBytes(featureBytes)}: ` +
        'frozen layers are computed at each step, and photos varied at random. To compute them once, allow more memory ' +
        '(--feature-bytes, or {featureBytes}) or freeze up to a later layer.',
    );
    return undefined;
  }
  onNote(`computing ${boundary} once per photo (${formatBytes(bytes)})`);
  return {boundary, views};
}
