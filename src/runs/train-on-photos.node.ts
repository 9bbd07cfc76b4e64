import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {serializePreprocessing, type Preprocessing} from '../core/preprocessing';
import {requireFields} from '../core/structured-argument';
import type {OpenedPhotos} from '../data/open-photos.node.js';
import {AlexNetError} from '../errors';
import type {LoadWeightsReport} from '../weights/load-weights';
import {createModel} from '../models/create-model';
import {writeFileAtomic} from '../disk/atomic-file.node.js';
import {BestModel} from './best-model.node.js';
import {EventLog} from './event-log.node.js';
import {freezeLayers} from '../training/freeze-layers';
import {planFrozenFeatures} from '../training/plan-frozen-features';
import {logRun} from './log-run';
import {makeOptimizer, startingLearningRate} from '../training/make-optimizer';
import {makeReportData} from './make-report-data.node.js';
import type {FrozenFeaturesOptions} from '../training/train-options';
import {openTrainingPhotos, type TrainingPhotos} from './open-training-photos.node.js';
import {checkRunDirectory, openRunDirectory, type RunDirectory} from './run-directory.node.js';
import {
  applyStartingPoint,
  lastWeightedLayer,
  openStartingPoint,
  preprocessingFrom,
} from './starting-point.node.js';
import {train} from '../training/train';
import type {TrainReport} from '../training/train-report';
import type {TrainConfig} from '../presets/preset';
import type {TrainOnPhotosOptions} from './train-on-photos-options';
import {transferMultipliers, transferRecipe} from '../training/transfer-recipe';

/** What a training on photos came to. */
export interface TrainOnPhotosReport extends TrainReport {
  /** The model directory. */
  model: string;
  /** Name of the tfjs backend. */
  backend: string;
  preset: string;
  classes: string[];
  /** Photos learned from. */
  trainingCount: number;
  /** Photos held out. */
  validationCount: number;
  /** Files that were found but not used, and why. */
  skipped: OpenedPhotos['skipped'];
  /** What was taken from `weights`. */
  weights?: Pick<LoadWeightsReport, 'format' | 'keys' | 'kept' | 'extra'> & {taken: number};
  /** The layer whose output was computed once per photo, where it was. */
  frozenBoundary?: string;
}

/**
 * Trains a preset on a folder of photos and writes a model directory: model.json with the best weights,
 * preprocessing.json, checkpoints/, logs/ for TensorBoard, history.csv, and the report where `report` writes one.
 *
 * A backend must be in use (see `chooseBackend`). With `resume` it goes on, exactly, where a run in that directory was
 * stopped or killed; a directory without a checkpoint begins anew.
 *
 * @example
 * await chooseBackend();
 * const report = await trainOnPhotos({data: 'photos', out: 'runs/first', preset: 'alexnet-mini', epochs: 10});
 * console.log(report.accuracy, report.model);
 */
export async function trainOnPhotos(options: TrainOnPhotosOptions): Promise<TrainOnPhotosReport> {
  requireFields('trainOnPhotos', 'options', options, {
    what: 'the options of a training',
    fields: ['data', 'out'],
    fix: "trainOnPhotos({data: 'photos', out: 'runs/first', preset: 'alexnet-mini'})",
  });
  checksFor('trainOnPhotos').text('out', options.out);
  const {out, resume = false, seed = 0, dropout} = options;
  const {onNote = () => undefined, onWarning = console.warn} = options;
  refuseLoneOptions(options);
  const start = await openStartingPoint(options);
  const {preset} = start;
  await checkRunDirectory(out, resume);
  const photos = await openTrainingPhotos(options, start);
  const {training, validation} = photos;
  const skipped = [...training.skipped, ...validation.skipped];
  const cleanups: (() => unknown)[] = [training, validation].map(source => () => {
    source.dispose();
  });
  try {
    for (const {file, reason} of skipped) {
      onNote(`skipped ${file}: ${reason}`);
    }
    // With many photos broken the parts are others than was asked for.
    if (skipped.length > 0) {
      onNote(`left: ${training.count} photos to learn from, ${validation.count} held out`);
    }
    const {classes} = training;
    const preprocessing = preprocessingFrom(start, training.statistics, classes);
    const model = createModel(preset, {classes: classes.length, seed, dropout});
    cleanups.unshift(() => model.dispose());
    const taken = applyStartingPoint(model, start, classes, options.weights ?? '');
    if (taken !== undefined) {
      const kept = taken.kept.length === 0 ? '' : `; new: ${taken.kept.join(', ')}`;
      onNote(`took ${taken.matched.length} weights of ${options.weights ?? ''} (${taken.keys})${kept}`);
      delete start.opened;
    }
    const recipe =
      taken === undefined
        ? preset.train
        : transferTraining(model, preset.train, options, taken.kept.length > 0);
    const frozenFeatures = freezePart(model, photos, options);
    const run = await openRunDirectory(out, {resume, onWarning});
    cleanups.unshift(() => run.close());
    if (resume && (await run.store.list()).length === 0) {
      onNote(`There is no checkpoint in ${out}: the run begins anew.`);
    }
    const evaluateStart = taken?.kept.length === 0;
    const report = await runTraining(
      {model, preprocessing, photos, recipe, frozenFeatures, evaluateStart},
      run,
      options,
    );
    const result: TrainOnPhotosReport = {
      ...report,
      model: out,
      backend: tf.getBackend(),
      preset: preset.id,
      classes: [...training.classes],
      trainingCount: training.count,
      validationCount: validation.count,
      skipped,
      ...(taken === undefined ? {} : {weights: {...rest(taken), taken: taken.matched.length}}),
      ...(frozenFeatures === undefined ? {} : {frozenBoundary: frozenFeatures.boundary}),
    };
    if (!report.interrupted && options.report !== undefined) {
      await options.report(out, await makeReportData(model, preprocessing, validation, result, options));
    }
    return result;
  } finally {
    for (const cleanup of cleanups) {
      await cleanup();
    }
  }
}

/** An option that changes nothing without another is a misunderstanding, and not passed over. */
function refuseLoneOptions(options: TrainOnPhotosOptions): void {
  for (const [name, needed] of [
    ['frozenViews', 'freeze'],
    ['featureBytes', 'freeze'],
    ['oldLayersRate', 'weights'],
  ] as const) {
    if (options[name] !== undefined && options[needed] === undefined) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: 'trainOnPhotos',
        problem: `${name} changes nothing without ${needed}.`,
        expected: `${needed} beside ${name}`,
        received: `${name} = ${show(options[name])}, no ${needed}`,
        fix: `name ${needed} too (--${needed}), or leave this option out`,
      });
    }
  }
}

/** What is told of the weights: names of a thousand arrays are not. */
function rest({
  format,
  keys,
  kept,
  extra,
}: LoadWeightsReport): Omit<NonNullable<TrainOnPhotosReport['weights']>, 'taken'> {
  return {format, keys, kept, extra};
}

/** The recipe of a training that starts from weights, with smaller rates for all layers but the last. */
function transferTraining(
  model: tfl.LayersModel,
  recipe: TrainConfig,
  {oldLayersRate, optimizer = recipe.optimizer, onNote}: TrainOnPhotosOptions,
  hasNewLayer: boolean,
): TrainConfig {
  if (optimizer !== 'momentum') {
    onNote?.(`${optimizer} has one learning rate for all layers: old ones learn as fast as the last`);
    return transferRecipe(recipe, hasNewLayer);
  }
  const last = lastWeightedLayer(model);
  return {
    ...transferRecipe(recipe, hasNewLayer),
    multipliers: transferMultipliers(model, last, recipe, oldLayersRate),
  };
}

/** Freezes layers where that is asked for; says whether and how their output is kept. */
function freezePart(
  model: tfl.LayersModel,
  {training, validation}: TrainingPhotos,
  options: TrainOnPhotosOptions,
): FrozenFeaturesOptions | undefined {
  const {freeze, frozenViews = 1, featureBytes, onNote, onWarning = console.warn, onFeatures} = options;
  if (freeze === undefined) {
    return undefined;
  }
  const frozen = freezeLayers(model, freeze);
  if (frozen.length === 0) {
    onWarning(`freeze "${freeze}": no layer up to there has weights, so nothing is frozen.`);
    return undefined;
  }
  onNote?.(`not trained: ${frozen.join(', ')}`);
  const plan = planFrozenFeatures(model, {
    trainingCount: training.count,
    validationCount: validation.count,
    views: frozenViews,
    featureBytes,
    onNote,
    onWarning,
  });
  return plan === undefined ? undefined : {...plan, onProgress: onFeatures};
}

interface Training {
  model: tfl.LayersModel;
  preprocessing: Preprocessing;
  photos: TrainingPhotos;
  recipe: TrainConfig;
  frozenFeatures: FrozenFeaturesOptions | undefined;
  /** Whether what the training starts from can be good already: all its weights come from elsewhere. */
  evaluateStart: boolean;
}

/** Trains, logs, and leaves the best weights in the model and on the disk. */
async function runTraining(
  {model, preprocessing, photos: {training, validation}, recipe, frozenFeatures, evaluateStart}: Training,
  {store, history}: RunDirectory,
  options: TrainOnPhotosOptions,
): Promise<TrainReport> {
  const {optimizer: optimizerName = recipe.optimizer, batch = recipe.batchSize, out} = options;
  const learningRate = startingLearningRate(optimizerName, options.learningRate, recipe);
  const optimizer = makeOptimizer(optimizerName, learningRate, recipe);
  const log = await EventLog.open(join(out, 'logs'));
  const best = new BestModel(out, model, store);
  let isDescribed = false;
  const describe = async (): Promise<void> => {
    if (!isDescribed) {
      await writeFileAtomic(join(out, 'preprocessing.json'), serializePreprocessing(preprocessing));
      isDescribed = true;
    }
  };
  const hooks = logRun(log, model, {preprocessing, histograms: options.histograms ?? false});
  try {
    const report = await train(model, {
      data: training,
      validation,
      preprocessing,
      optimizer,
      learningRate,
      schedule: recipe.schedule,
      warmupSteps: options.warmupSteps ?? recipe.warmupSteps,
      batchSize: batch,
      epochs: options.epochs ?? recipe.epochs,
      maxSteps: options.maxSteps,
      seed: options.seed,
      evaluateEvery: options.evaluateEvery,
      evaluateStart,
      checkpointEvery: options.checkpointEvery,
      augmentation: recipe.augmentation,
      frozenFeatures,
      store,
      history,
      resume: options.resume,
      identity: {
        preset: preprocessing.preset,
        classes: preprocessing.classes,
        freeze: options.freeze,
        dropout: options.dropout,
        weights: options.weights,
      },
      signal: options.signal,
      onWarning: options.onWarning,
      onProgress: progress => {
        hooks.onProgress(progress);
        options.onProgress?.(progress);
      },
      onEvaluation: async (point, isBest) => {
        await hooks.onEvaluation(point);
        options.onEvaluation?.(point, isBest);
      },
      onCheckpoint: async (step, bestPoint) => {
        // Only now: a resume that is refused must have changed nothing.
        await describe();
        await log.flush();
        await best.afterCheckpoint(step, bestPoint);
      },
    });
    // A kill may have come right after the last checkpoint: then there was none in this process.
    await describe();
    await best.finish();
    return report;
  } finally {
    optimizer.dispose();
    await log.close();
  }
}
