import type {Preprocessing} from '../core/preprocessing';
import type {ImageSource} from '../data/image-source';
import {fingerprintOf} from '../data/fingerprint';
import type {Preset} from '../presets/preset';
import {startingLearningRate} from '../training/make-optimizer';
import type {TrainOptions} from '../training/train-options';
import type {TrainingPhotos} from './open-training-photos.node.js';
import type {PreparedTraining} from './prepare-training.node.js';
import type {ResolvedTrainOnPhotosOptions} from './resolve-train-on-photos-options';
import {shardsOf} from './run-file.node.js';

/** Arguments of {@link runOptions}. */
export interface RunOptionsArgs {
  photos: TrainingPhotos;
  preprocessing: Preprocessing;
  prepared: PreparedTraining;
  options: ResolvedTrainOnPhotosOptions;
  /** The network, where it is no preset. */
  table: Preset | undefined;
  /** Name of the decoder of photos. */
  decoder: string;
}

/** The options of `train` that decide which weights and which history a training on photos has. */
export function runOptions({
  photos,
  preprocessing,
  prepared,
  options,
  table,
  decoder,
}: RunOptionsArgs): Omit<TrainOptions, 'optimizer' | 'validation'> & {validation: ImageSource} {
  const {recipe, evaluateStart, frozenFeatures} = prepared;
  const {optimizer = recipe.optimizer, freeze, dropout, weights} = options;
  return {
    data: photos.training,
    validation: photos.validation,
    preprocessing,
    learningRate: startingLearningRate(optimizer, options.learningRate, recipe),
    schedule: recipe.schedule,
    augmentation: recipe.augmentation,
    batchSize: options.batchSize ?? recipe.batchSize,
    epochs: options.epochs ?? recipe.epochs,
    warmupSteps: options.warmupSteps ?? recipe.warmupSteps,
    evaluateStart,
    frozenFeatures,
    identity: {
      preset: table === undefined ? preprocessing.preset : fingerprintOf([JSON.stringify(table)]),
      classes: preprocessing.classes,
      freeze,
      dropout,
      weights,
      // Undefined for sharp, so that runs of earlier versions are the same.
      decoder: decoder === 'sharp' ? undefined : decoder,
      shards: shardsOf(photos),
    },
  };
}
