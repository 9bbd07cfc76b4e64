/**
 * `run.json` of a run: all its settings, and what they were used with.
 *
 * `alexnet train --config run.json` repeats the run, and a run that is resumed takes its settings from it. So it holds every
 * value that was resolved from a default, but for those that follow from the photos.
 */
import {readFileSync} from 'node:fs';
import {access} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import {readFile} from 'node:fs/promises';
import {writeFileAtomic} from '../disk/atomic-file.node.js';
import {openSealed, sealJson} from '../disk/sealed-json.node.js';
import {photoDecoder} from '../data/decoding/photo-decoder.node.js';
import {isAddress} from '../data/shards/shard-location.node.js';
import {kernelsInUse} from '../kernels/wasm/kernels-in-use';
import type {TrainConfig} from '../presets/preset';
import type {TrainSettings} from '../presets/train-settings';
import {startingLearningRate} from '../training/make-optimizer';
import {isPublished} from './settings/check-preset-table';
import type {TrainingPhotos} from './open-training-photos.node.js';
import type {ResolvedTrainOnPhotosOptions} from './resolve-train-on-photos-options';
import {readSettingsFile} from './settings/settings-file.node.js';
import type {StartingPoint} from './starting-point.node.js';

const NAME = 'run.json';

/** What a run was made with, beside its settings. */
interface RunFacts {
  package: string;
  node: string;
  tfjs: string;
  backend: string;
  /** Kernels of the wasm backend; all of them compute the same bits, so a run is resumed with any. */
  kernels?: string | undefined;
  /** What decodes photos: sharp, or wasm where it cannot be loaded. */
  decoder: string;
  classes: readonly string[];
  trainingPhotos: number;
  validationPhotos: number;
  /** Fingerprints of the photos. */
  fingerprints: {training: string; validation: string};
  /** Digests of the indices, of photos in shards. */
  shards: {training: string | undefined; validation: string | undefined} | undefined;
}

/** Reads the settings of the run in a directory; undefined where there is no `run.json` (a run of an earlier version). */
export async function readRunSettings(directory: string): Promise<TrainSettings | undefined> {
  const path = join(directory, NAME);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    return undefined;
  }
  const settings = await readSettingsFile(path);
  openSealed(JSON.parse(await readFile(path, 'utf8')), path);
  return settings;
}

/** Writes `run.json`. */
export async function writeRunFile(
  directory: string,
  settings: TrainSettings,
  {training, validation}: TrainingPhotos,
): Promise<void> {
  const run: RunFacts = {
    package: `tfjs-alexnet ${packageVersion()}`,
    node: process.version,
    tfjs: tf.version_core,
    backend: tf.getBackend(),
    kernels: kernelsInUse(),
    decoder: (await photoDecoder()).name,
    classes: training.classes,
    trainingPhotos: training.count,
    validationPhotos: validation.count,
    fingerprints: {training: training.fingerprint, validation: validation.fingerprint},
    shards: shardsOf({training, validation}),
  };
  await writeFileAtomic(join(directory, NAME), `${sealJson({...settings, run}, {indent: 2})}\n`);
}

/** Digests of the indices of the shards that a run reads; undefined where it reads none. */
export function shardsOf({
  training,
  validation,
}: {
  training: {checksum: string | undefined};
  validation: {checksum: string | undefined};
}): RunFacts['shards'] {
  return training.checksum === undefined && validation.checksum === undefined
    ? undefined
    : {training: training.checksum, validation: validation.checksum};
}

/**
 * All settings of a run. Paths are absolute, so that they mean the same from every directory.
 *
 * @param recipe the training constants in use.
 */
export function settingsOfRun(
  options: ResolvedTrainOnPhotosOptions,
  {preset}: Pick<StartingPoint, 'preset'>,
  recipe: TrainConfig,
): TrainSettings {
  const {optimizer = recipe.optimizer, validation, weights, freeze, settings: own = {}} = options;
  const {classes, classWeights, labelSmoothing, averageDecay, mixup, cutmix, maxSteps, dropout} = options;
  const {patience, evaluateEvery, checkpointEvery, cacheBytes} = options;
  return {
    data: placeOf(options.data),
    ...(validation === undefined
      ? {validationSplit: options.validationSplit}
      : {validation: placeOf(validation)}),
    preset: isPublished(preset) ? preset.id : preset,
    classes,
    classWeights,
    labelSmoothing,
    averageDecay,
    mixup,
    cutmix,
    ...(weights === undefined ? {} : {weights: resolve(weights), oldLayersRate: options.oldLayersRate}),
    ...(freeze === undefined
      ? {}
      : {freeze, frozenViews: options.frozenViews, featureBytes: options.featureBytes}),
    optimizer,
    learningRate: startingLearningRate(optimizer, options.learningRate, recipe),
    ...(optimizer === 'momentum' ? {momentum: recipe.momentum, weightDecay: recipe.weightDecay} : {}),
    batchSize: options.batchSize ?? recipe.batchSize,
    epochs: options.epochs ?? recipe.epochs,
    maxSteps,
    warmupSteps: options.warmupSteps ?? recipe.warmupSteps,
    schedule: recipe.schedule,
    augmentation: recipe.augmentation,
    dropout,
    patience,
    seed: options.seed,
    evaluateEvery,
    checkpointEvery,
    keep: options.keep,
    cacheBytes,
    histograms: options.histograms,
    ...own,
  };
}

function placeOf(place: string): string {
  return isAddress(place) ? place : resolve(place);
}

/** Version of this package. */
function packageVersion(): string {
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  let folder = dirname(typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    try {
      const {name, version} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'tfjs-alexnet' && version !== undefined) {
        return version;
      }
    } catch {
      // No package here.
    }
    folder = dirname(folder);
  }
  return '?';
}
