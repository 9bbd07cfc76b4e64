import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import {formatBytes} from '../core/format-bytes';
import {frozenBoundary} from '../models/split-model';
import {frozenFeatureBytes, type FrozenFeaturesOptions, type FrozenViews} from './frozen-features';

/** Memory that the features may take where nothing is said. */
const DEFAULT_BYTES = 4 * 2 ** 30;

/** What {@link planFrozenFeatures} goes by. */
export interface FrozenFeaturesPlan {
  /** Photos learned from. */
  pictures: number;
  /** Photos held out. */
  heldOut: number;
  views: FrozenViews | 'random';
  /** Default 4 GiB. */
  featureBytes?: number;
  onNote?: (line: string) => void;
  onWarning: (line: string) => void;
}

/**
 * Decides whether the output of frozen layers is computed once per photo: where there is a place to cut and the features
 * fit into memory. Undefined where it is computed at each step, which is said where it was not asked for.
 */
export function planFrozenFeatures(
  model: tfl.LayersModel,
  {pictures, heldOut, views, featureBytes = DEFAULT_BYTES, onNote, onWarning}: FrozenFeaturesPlan,
): FrozenFeaturesOptions | undefined {
  const check = checksFor('trainOnPhotos');
  check.oneOf('frozenViews', String(views), ['1', '2', '10', 'random']);
  check.finite('featureBytes', featureBytes, 0);
  const boundary = frozenBoundary(model);
  if (views === 'random' || boundary === undefined) {
    return undefined;
  }
  const bytes =
    frozenFeatureBytes(model, boundary, pictures, views) + frozenFeatureBytes(model, boundary, heldOut, 1);
  if (bytes > featureBytes) {
    onWarning(
      `The output of ${boundary} takes ${formatBytes(bytes)} for ${pictures + heldOut} photos, more than ${formatBytes(featureBytes)}: ` +
        'frozen layers are computed at each step, and photos varied at random. To compute them once, allow more memory ' +
        '(--feature-bytes, or {featureBytes}) or freeze up to a later layer.',
    );
    return undefined;
  }
  onNote?.(`computing ${boundary} once per photo (${formatBytes(bytes)})`);
  return {boundary, views};
}
