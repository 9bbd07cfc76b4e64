import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import type {ImageStatistics} from '../data/image-statistics';
import type {WeightFile} from '../formats/weight-file';
import {traceModel} from '../models/trace-model';
import {weightSlots} from '../models/weight-slots';
import {applyWeights, type LoadWeightsReport} from '../weights/load-weights';
import {networkOfWeights} from '../weights/weights-network';

/** Weights that a training starts from. */
export interface StartingWeights {
  file: WeightFile;
  /** The preprocessing that they were trained with, where it is known. */
  preprocessing?: Preprocessing;
}

/**
 * Puts starting weights into a model. The last layer is new, unless the weights are of the same classes: the file names the
 * same, or names none and has as many outputs.
 *
 * @param where names the file in an error.
 */
export function applyStartingWeights(
  model: tfl.LayersModel,
  {file, preprocessing}: StartingWeights,
  classes: readonly string[],
  where: string,
): LoadWeightsReport {
  const isSame =
    preprocessing === undefined
      ? networkOfWeights(file.arrays, model.name, where).classes === classes.length
      : preprocessing.classes.join('\n') === classes.join('\n');
  return applyWeights(model, file, {newLayers: isSame ? [] : [lastWeightedLayer(model)], fileName: where});
}

/**
 * The preprocessing of a network that starts from weights with this one, for other classes: a network that was trained with
 * one mean must not get images with another. Only the colors that vary are those of the training set.
 */
export function preprocessingOfStart(
  preprocessing: Preprocessing,
  {pca}: ImageStatistics,
  classes: readonly string[],
): Preprocessing {
  // One channel has no color to vary.
  return {...preprocessing, ...(preprocessing.inputShape[2] === 1 ? {} : {pca}), classes: [...classes]};
}

/** Returns the name of the last layer that has weights: the classifier. */
export function lastWeightedLayer(model: tfl.LayersModel): string {
  const slots = weightSlots(traceModel(model));
  return slots[slots.length - 1]?.layer ?? '';
}
