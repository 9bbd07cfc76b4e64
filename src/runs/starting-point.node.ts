import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import type {ImageStatistics} from '../data/image-statistics';
import type {LoadWeightsReport} from '../weights/load-weights';
import {networkOfWeights} from '../weights/weights-network';
import {batchNormalized} from '../models/batch-normalized';
import {resolvePreset} from '../models/create-model';
import type {Preset} from '../presets/preset';
import {isPublished} from './settings/check-preset-table';
import {makePreprocessing} from '../training/make-preprocessing';
import {applyStartingWeights, preprocessingOfStart} from '../training/starting-weights';
import {openWeights, type OpenedWeights} from '../weights/open-weights.node.js';

/** Starting point of a training: a preset, and weights where there are some. */
export interface StartingPoint {
  preset: Preset;
  /** Pixels of the shorter side of the photos. */
  resizeShorterSide: number;
  opened?: OpenedWeights;
}

/**
 * Opens the starting point of a training. Weights bring their own preset, and their own preprocessing if the file has
 * it: a network that was trained with one mean must not get images with another.
 */
export async function openStartingPoint({
  preset: named,
  weights,
  batchNorm = false,
  dropout,
}: {
  preset?: string | Preset;
  weights?: string;
  batchNorm?: boolean;
  dropout?: number;
}): Promise<StartingPoint> {
  const normalized = (given: string | Preset): Preset =>
    batchNorm
      ? batchNormalized(resolvePreset(given), {keepsDropout: dropout !== undefined})
      : resolvePreset(given);
  if (weights === undefined) {
    const preset = normalized(named ?? 'alexnet');
    return {preset, resizeShorterSide: preset.preprocess.resizeShorterSide};
  }
  const opened = await openWeights(weights);
  const known = named ?? opened.preprocessing?.preset;
  const table = batchNorm && known !== undefined ? normalized(known) : known;
  const {preset} = networkOfWeights(opened.file.arrays, table, weights);
  const {resizeShorterSide} = opened.preprocessing ?? preset.preprocess;
  return {preset, resizeShorterSide, opened};
}

/** Returns the preprocessing for a starting point: that of the weights, else that of the preset. */
export function preprocessingFrom(
  {preset, opened}: StartingPoint,
  statistics: ImageStatistics,
  classes: readonly string[],
): Preprocessing {
  return opened?.preprocessing === undefined
    ? withoutForeignName(preset, makePreprocessing({preset, statistics, classes}))
    : preprocessingOfStart(opened.preprocessing, statistics, classes);
}

/** The name of a table of one's own must not pass for that of a preset. */
function withoutForeignName(preset: Preset, preprocessing: Preprocessing): Preprocessing {
  const {preset: _own, ...rest} = preprocessing;
  return isPublished(preset) ? preprocessing : rest;
}

/** Puts the weights of a starting point into a model; returns undefined where there are none. See `applyStartingWeights`. */
export function applyStartingPoint(
  model: tfl.LayersModel,
  {opened}: StartingPoint,
  classes: readonly string[],
  path: string,
): LoadWeightsReport | undefined {
  return opened && applyStartingWeights(model, opened, classes, path);
}
