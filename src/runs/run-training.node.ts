import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import {photoDecoder} from '../data/decoding/photo-decoder.node.js';
import {writePreprocessing} from '../disk/preprocessing-file.node.js';
import type {Preset, TrainConfig} from '../presets/preset';
import type {TrainSettings} from '../presets/train-settings';
import {makeOptimizer, startingLearningRate} from '../training/make-optimizer';
import {train} from '../training/train';
import type {TrainReport} from '../training/train-report';
import {BestModel} from './best-model.node.js';
import {EventLog} from './event-log.node.js';
import {logRun} from './log-run';
import type {TrainingPhotos} from './open-training-photos.node.js';
import {inWords, writePhotoRecord} from './photo-record.node.js';
import type {PreparedTraining} from './prepare-training.node.js';
import type {ResolvedTrainOnPhotosOptions} from './resolve-train-on-photos-options';
import type {TrainingSummary} from './train-on-photos-options';
import {runOptions} from './run-options.node.js';
import {writeRunFile} from './run-file.node.js';
import type {RunDirectory} from './run-directory.node.js';

/** Arguments of {@link runTraining}. */
export interface RunTrainingArgs {
  photos: TrainingPhotos;
  preprocessing: Preprocessing;
  prepared: PreparedTraining;
  run: RunDirectory;
  options: ResolvedTrainOnPhotosOptions;
  /** Content of `run.json`. */
  settings: TrainSettings;
  /** The network, where it is no preset. */
  table: Preset | undefined;
}

/** Trains a model and logs the run. The model then has the best weights, and they are on the disk. */
export async function runTraining(
  model: tfl.LayersModel,
  {photos, preprocessing, prepared, run, options, settings, table}: RunTrainingArgs,
): Promise<TrainReport> {
  const {recipe} = prepared;
  const {out, optimizer: optimizerName = recipe.optimizer, histograms} = options;
  const learningRate = startingLearningRate(optimizerName, options.learningRate, recipe);
  const optimizer = makeOptimizer(optimizerName, learningRate, recipe);
  const best = new BestModel(out, model, run.store, {onWarning: options.onWarning});
  const {name: decoder} = await photoDecoder();
  const writeRecords = once(async () => {
    await writePreprocessing(out, preprocessing);
    await writePhotoRecord(out, photos);
    await writeRunFile(out, settings, photos);
  });
  if ((await run.store.list()).length === 0) {
    // Until the first checkpoint, a run that is killed can be started anew with its settings.
    await writeRunFile(out, settings, photos);
  }
  await options.onStart?.(summaryOf(model, photos, options, recipe));
  const log = await EventLog.open(join(out, 'logs'));
  const hooks = logRun(log, model, {preprocessing, histograms});
  try {
    const report = await train(model, {
      ...options,
      ...runOptions({photos, preprocessing, prepared, options, table, decoder}),
      optimizer,
      store: run.store,
      history: run.history,
      changedData: options.changedPhotos,
      recallBest: saved => best.recall(saved),
      onProgress: async progress => {
        hooks.onProgress(progress);
        await options.onProgress?.(progress);
      },
      onEvaluation: async (point, isBest) => {
        await hooks.onEvaluation(point);
        await options.onEvaluation?.(point, isBest);
      },
      onCheckpoint: async (step, bestPoint) => {
        // Written only now: a refused resume must not change anything.
        await writeRecords();
        await log.flush();
        await best.afterCheckpoint(step, bestPoint);
      },
    });
    // If the earlier process was killed right after the last checkpoint, this one wrote none.
    await writeRecords();
    await best.finish();
    return report;
  } catch (error) {
    throw await inWords(error, out, photos);
  } finally {
    optimizer.dispose();
    await log.close();
  }
}

function summaryOf(
  model: tfl.LayersModel,
  {training, validation}: TrainingPhotos,
  options: ResolvedTrainOnPhotosOptions,
  recipe: TrainConfig,
): TrainingSummary {
  const batchSize = options.batchSize ?? recipe.batchSize;
  const epochs = options.epochs ?? recipe.epochs;
  const stepsPerEpoch = Math.ceil(training.count / batchSize);
  return {
    preset: model.name,
    parameters: model.countParams(),
    backend: tf.getBackend(),
    classes: training.classes,
    trainingCount: training.count,
    validationCount: validation.count,
    batchSize,
    epochs,
    stepsPerEpoch,
    totalSteps: Math.min(options.maxSteps ?? Infinity, epochs * stepsPerEpoch),
  };
}

/** Calls a function at the first call only; a call that fails does not count. */
function once(body: () => Promise<void>): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (!isDone) {
      await body();
      isDone = true;
    }
  };
}
