import * as tf from '@tensorflow/tfjs-core';
import {kernelsInUse} from '../kernels/wasm/kernels-in-use';
import {skippedLines} from '../data/skipped-lines';
import {readPreprocessing} from '../disk/preprocessing-file.node.js';
import {createModel} from '../models/create-model';
import {gatherOptions} from './gather-options.node.js';
import {makeReportData} from './make-report-data.node.js';
import {openTrainingPhotos, type TrainingPhotos} from './open-training-photos.node.js';
import {readPhotoRecord} from './photo-record.node.js';
import {prepareTraining} from './prepare-training.node.js';
import {
  resolveTrainOnPhotosOptions,
  type ResolvedTrainOnPhotosOptions,
} from './resolve-train-on-photos-options';
import {isPublished} from './settings/check-preset-table';
import {settingsOfRun} from './run-file.node.js';
import {checkRunDirectory, openRunDirectory} from './run-directory.node.js';
import {runTraining} from './run-training.node.js';
import {openStartingPoint, preprocessingFrom, type StartingPoint} from './starting-point.node.js';
import {suggestNetwork} from './suggest-network.node.js';
import type {TrainOnPhotosOptions} from './train-on-photos-options';
import type {TrainOnPhotosReport} from './train-on-photos-report';

/**
 * Trains a preset on a folder of photos and writes a model directory: model.json with the best weights,
 * preprocessing.json, checkpoints/, logs/ for TensorBoard, history.csv, and the report where `report` writes one.
 *
 * A backend must be in use (see `chooseBackend`). With `resume`, the run in that directory resumes exactly where it was
 * stopped or killed; in a directory without a checkpoint it starts from step 0. All options that are not given are then
 * those of the run, from its `run.json`.
 *
 * @example
 * await chooseBackend();
 * const report = await trainOnPhotos({data: 'photos', out: 'runs/first', preset: 'alexnet-mini', epochs: 10});
 * console.log(report.accuracy, report.model);
 */
export async function trainOnPhotos(
  options: TrainOnPhotosOptions & ({data: string} | {resume: true}),
): Promise<TrainOnPhotosReport> {
  const resolved = resolveTrainOnPhotosOptions(await gatherOptions(options));
  const start = await openStartingPoint(resolved);
  await checkRunDirectory(resolved.out, resolved.resume);
  const before = resolved.changedPhotos ? await readPhotoRecord(resolved.out) : undefined;
  const photos = await openTrainingPhotos(resolved, start, before);
  try {
    noteSkipped(photos, resolved.onNote);
    const isDefault = resolved.preset === undefined && resolved.weights === undefined && !resolved.resume;
    const suggestion = isDefault ? await suggestNetwork(photos.training) : undefined;
    if (suggestion !== undefined) {
      resolved.onNote(suggestion);
    }
    return await trainOnOpenPhotos(start, photos, resolved);
  } finally {
    photos.training.dispose();
    photos.validation.dispose();
  }
}

async function trainOnOpenPhotos(
  start: StartingPoint,
  photos: TrainingPhotos,
  resolved: ResolvedTrainOnPhotosOptions,
): Promise<TrainOnPhotosReport> {
  const {out, resume, changedPhotos, keep, seed, dropout, onNote, onWarning, report: writeReport} = resolved;
  const {training, validation} = photos;
  const {preset} = start;
  const preprocessing =
    (changedPhotos ? await readPreprocessing(out) : undefined) ??
    preprocessingFrom(start, training.statistics, training.classes);
  const model = createModel(preset, {classes: training.classes.length, seed, dropout});
  try {
    const prepared = prepareTraining(model, start, photos, resolved);
    const run = await openRunDirectory(out, {resume, keepBest: keep, onWarning});
    try {
      if (resume && (await run.store.list()).length === 0) {
        onNote(`There is no checkpoint in ${out}: the run begins anew.`);
      }
      const settings = settingsOfRun(resolved, start, prepared.recipe);
      const report = await runTraining(model, {
        photos,
        preprocessing,
        prepared,
        run,
        settings,
        options: resolved,
        table: isPublished(preset) ? undefined : preset,
      });
      const result: TrainOnPhotosReport = {
        ...report,
        model: out,
        backend: tf.getBackend(),
        kernels: kernelsInUse(),
        preset: preset.id,
        classes: [...training.classes],
        trainingCount: training.count,
        validationCount: validation.count,
        skipped: skippedOf(photos),
        weights: prepared.weights,
        frozenBoundary: prepared.frozenFeatures?.boundary,
      };
      if (!report.interrupted && writeReport !== undefined) {
        // The training is done; what happens to its report must not hide its result.
        try {
          await writeReport(
            out,
            await makeReportData(model, preprocessing, validation, result, resolved, settings),
          );
        } catch (error) {
          onWarning(`the report could not be written; resume the run to write it. ${String(error)}`);
        }
      }
      return result;
    } finally {
      await run.close();
    }
  } finally {
    model.dispose();
  }
}

/** Names the files that are left out; with them, the two sets are smaller than was asked for. */
function noteSkipped(photos: TrainingPhotos, onNote: (line: string) => void): void {
  const skipped = skippedOf(photos);
  for (const line of skippedLines(skipped)) {
    onNote(line);
  }
  if (skipped.length > 0) {
    onNote(`left: ${photos.training.count} training photos, ${photos.validation.count} validation photos`);
  }
}

function skippedOf({training, validation}: TrainingPhotos): TrainOnPhotosReport['skipped'] {
  return [...training.skipped, ...validation.skipped];
}
