import type * as tfl from '@tensorflow/tfjs-layers';
import type {TrainConfig} from '../presets/preset';
import {freezeLayers} from '../training/frozen/freeze-layers';
import {planFrozenFeatures} from '../training/frozen/plan-frozen-features';
import type {FrozenFeaturesOptions} from '../training/train-options';
import {lastWeightedLayer} from '../training/starting-weights';
import {transferMultipliers, transferRecipe} from '../training/transfer-recipe';
import type {LoadWeightsReport} from '../weights/load-weights';
import type {TrainingPhotos} from './open-training-photos.node.js';
import type {ResolvedTrainOnPhotosOptions} from './resolve-train-on-photos-options';
import {applyStartingPoint, type StartingPoint} from './starting-point.node.js';
import type {TrainOnPhotosReport} from './train-on-photos-report';

/** How a model is trained that has its initial weights. */
export interface PreparedTraining {
  /** Training constants. */
  recipe: TrainConfig;
  /** The weights that the training starts from. */
  weights: TrainOnPhotosReport['weights'];
  /** Whether the model can be good already: all its weights come from elsewhere. */
  evaluateStart: boolean;
  frozenFeatures: FrozenFeaturesOptions | undefined;
}

/** Loads the weights that the training starts from into the model, adapts the recipe to them, and freezes layers. */
export function prepareTraining(
  model: tfl.LayersModel,
  start: StartingPoint,
  photos: TrainingPhotos,
  options: ResolvedTrainOnPhotosOptions,
): PreparedTraining {
  const {weights: path = '', onNote} = options;
  const loaded = applyStartingPoint(model, start, photos.training.classes, path);
  const {train: recipe} = start.preset;
  if (loaded === undefined) {
    const frozenFeatures = freeze(model, photos, options);
    return {
      recipe: {...recipe, ...constantsOf(options)},
      weights: undefined,
      evaluateStart: false,
      frozenFeatures,
    };
  }
  // The file's arrays are in the model now; a training is long, and they are large.
  delete start.opened;
  const {format, keys, kept, extra, matched} = loaded;
  onNote(
    `took ${matched.length} weights of ${path} (${keys})${kept.length === 0 ? '' : `; new: ${kept.join(', ')}`}`,
  );
  return {
    recipe: {...transferTraining(model, recipe, loaded, options), ...constantsOf(options)},
    weights: {format, keys, kept, extra, taken: matched.length},
    evaluateStart: kept.length === 0,
    frozenFeatures: freeze(model, photos, options),
  };
}

/** The constants among the options, which replace those of the preset. */
function constantsOf({
  momentum,
  weightDecay,
  schedule,
  augmentation,
}: ResolvedTrainOnPhotosOptions): Partial<TrainConfig> {
  const given = {momentum, weightDecay, schedule, augmentation};
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The recipe of a training that starts from weights, with smaller rates for all layers but the last. */
function transferTraining(
  model: tfl.LayersModel,
  recipe: TrainConfig,
  {kept}: LoadWeightsReport,
  {oldLayersRate, optimizer = recipe.optimizer, onNote}: ResolvedTrainOnPhotosOptions,
): TrainConfig {
  const transfer = transferRecipe(recipe, kept.length > 0);
  if (optimizer !== 'momentum') {
    onNote(`${optimizer} has one learning rate for all layers: old ones learn as fast as the last`);
    return transfer;
  }
  const last = lastWeightedLayer(model);
  return {...transfer, multipliers: transferMultipliers(model, last, recipe, oldLayersRate)};
}

/** Freezes layers where `freeze` names one; says whether their output is computed once. */
function freeze(
  model: tfl.LayersModel,
  {training, validation}: TrainingPhotos,
  {
    freeze: lastFrozen,
    frozenViews,
    featureBytes,
    onNote,
    onWarning,
    onFeatures,
  }: ResolvedTrainOnPhotosOptions,
): FrozenFeaturesOptions | undefined {
  if (lastFrozen === undefined) {
    return undefined;
  }
  const frozen = freezeLayers(model, lastFrozen);
  if (frozen.length === 0) {
    onWarning(`freeze "${lastFrozen}": no layer up to there has weights, so nothing is frozen.`);
    return undefined;
  }
  onNote(`not trained: ${frozen.join(', ')}`);
  const plan = planFrozenFeatures(model, {
    trainingCount: training.count,
    validationCount: validation.count,
    views: frozenViews,
    featureBytes,
    onNote,
    onWarning,
  });
  return plan && {...plan, onProgress: onFeatures};
}
