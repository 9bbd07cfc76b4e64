import {copyFile, cp, readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../../core/preprocessing';
import {openPhotos} from '../../data/open-photos.node.js';
import {photosAt} from '../../data/photos-at.node.js';
import {errorCode, ioError} from '../../disk/atomic-file.node.js';
import {readPreprocessing} from '../../disk/preprocessing-file.node.js';
import {AlexNetError} from '../../errors';
import {createModel} from '../../models/create-model';
import {parseHistory, type HistoryRow} from '../../training/history';
import {compareCheckpoints} from '../../training/checkpoint';
import {readDropoutSteps, type TrainState} from '../../training/train-state';
import {BestModel} from '../best-model.node.js';
import {makeReportData} from '../make-report-data.node.js';
import {readPhotoRecord} from '../photo-record.node.js';
import {openRunDirectory, type RunDirectory} from '../run-directory.node.js';
import {readRunSettings} from '../run-file.node.js';
import {checkPresetTable} from '../settings/check-preset-table';
import type {TrainOnPhotosOptions} from '../train-on-photos-options';
import type {TrainOnPhotosReport} from '../train-on-photos-report';
import {
  readJobCheckpoint,
  readJobJson,
  readJobRecord,
  readJobState,
  type JobCheckpoint,
  type JobRecord,
} from './job-records.node.js';

/** Options of {@link takeTrainingJob}. */
export interface TakeTrainingJobOptions extends Pick<TrainOnPhotosOptions, 'report' | 'onWarning'> {
  /** The folder of the job. */
  job: string;
  /** Model directory to write: new or empty. */
  out: string;
}

/** Files that are the same in a job and in a run. */
const SAME_FILES = ['run.json', 'photos.json', 'preprocessing.json'] as const;
const CHECKPOINT = /^step-\d{8,}$/;

/**
 * Makes a run of a training job that `writeTrainingJob` wrote and PyTorch trained: a model directory with the best weights,
 * the checkpoints, the history and the logs. `trainOnPhotos` with `resume` continues it.
 *
 * A backend must be in use. With `report`, the validation photos are read again; where they cannot be, a warning says so.
 *
 * @example
 * const {best} = await takeTrainingJob({job: 'job', out: 'runs/imagenet'});
 */
export async function takeTrainingJob(options: TakeTrainingJobOptions): Promise<TrainOnPhotosReport> {
  const {job, out, onWarning = console.warn} = options;
  const record = await readJobRecord(job);
  const checkpoints = await checkpointsOf(job, record.keep, onWarning);
  const last = checkpoints.at(-1);
  if (last === undefined) {
    throw new AlexNetError({
      code: 'bad-state',
      where: `training job ${job}`,
      problem: 'it has no checkpoint: it was not trained yet.',
      expected: `${join(job, 'checkpoints')} with one or more`,
      received: 'none',
      fix: `train it: torchrun --standalone --nproc-per-node=2 ${join(job, 'train_ddp.py')}`,
    });
  }
  const table = checkPresetTable(await readJobJson(job, 'network.json'), join(job, 'network.json'));
  const preprocessing = await preprocessingOf(job);
  const rows = parseHistory(await textOf(join(job, 'history.csv')), join(job, 'history.csv'));
  const {seed, dropout} = record;
  const model = createModel(table, {
    classes: preprocessing.classes.length,
    seed,
    ...(dropout === null ? {} : {dropout}),
  });
  try {
    const run = await openRunDirectory(out, {resume: false, keepBest: record.keep, onWarning});
    try {
      const best = new BestModel(out, model, run.store, {onWarning});
      await commitAll(run, model, checkpoints, rows, record);
      if (last.state.best === undefined) {
        await best.afterCheckpoint(last.state.step, undefined);
      }
      await best.finish();
      for (const name of SAME_FILES) {
        await copyFile(join(job, name), join(out, name));
      }
      await cp(join(job, 'logs'), join(out, 'logs'), {recursive: true}).catch(ignoreMissing);
    } finally {
      await run.close();
    }
    const result = await reportOf(options, record, last, rows, table.id, preprocessing);
    if (options.report !== undefined) {
      await writeReport(model, preprocessing, options, result);
    }
    return result;
  } finally {
    model.dispose();
  }
}

/** The whole checkpoints that a run keeps, in the order of their steps: the last and the best. */
async function checkpointsOf(
  job: string,
  keep: number,
  onWarning: (line: string) => void,
): Promise<JobCheckpoint[]> {
  const folder = join(job, 'checkpoints');
  const names = (await readdir(folder).catch(ignoreMissing)).filter(name => CHECKPOINT.test(name)).sort();
  const found: JobCheckpoint[] = [];
  const states = await Promise.all(
    names.map(async name => ({name, state: await readJobState(join(folder, name))})),
  );
  const best = [...states].sort((a, b) => compareCheckpoints(a.state, b.state)).slice(0, keep);
  for (const {name} of states.filter(state => best.includes(state) || state === states.at(-1))) {
    try {
      found.push(await readJobCheckpoint(join(folder, name)));
    } catch (error) {
      onWarning(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return found;
}

async function commitAll(
  run: RunDirectory,
  model: tfl.LayersModel,
  checkpoints: readonly JobCheckpoint[],
  rows: readonly HistoryRow[],
  {identity, epochs}: JobRecord,
): Promise<void> {
  const {store, history} = run;
  let written = 0;
  for (const {state, weights, velocity} of checkpoints) {
    const {step, metrics, schedule, best, heldRow, finalEvaluation} = state;
    const end = heldRow === undefined ? step : step - 1;
    for (const row of rows.filter(({step: at}) => at > written && at <= end)) {
      await history.append(row);
    }
    written = end;
    const saved: TrainState = {
      ...{version: 1, identity, epochs, schedule},
      ...(best === undefined ? {} : {best}),
      ...(heldRow === undefined ? {} : {heldRow}),
      ...(finalEvaluation === undefined ? {} : {finalEvaluation}),
      dropoutSteps: Object.fromEntries(Object.keys(readDropoutSteps(model)).map(name => [name, step])),
      historyBytes: await history.flush(),
      historyDigest: history.digest,
    };
    await store.commit({
      step,
      metrics,
      weights: inOrderOf(model, weights),
      optimizer: [
        {name: 'iter', shape: [], data: Float32Array.of(step)},
        ...velocity.map(array => ({...array, name: `${array.name}/momentum`})),
      ],
      state: saved,
    });
  }
  const held = checkpoints.at(-1)?.state.heldRow;
  for (const row of rows.filter(({step}) => step === held?.step)) {
    await history.append(row);
  }
  await history.flush();
}

/** safetensors sorts the weights of a file. */
function inOrderOf(model: tfl.LayersModel, weights: JobCheckpoint['weights']): JobCheckpoint['weights'] {
  const position = new Map(model.weights.map(({originalName}, i) => [originalName, i]));
  return [...weights].sort((a, b) => (position.get(a.name) ?? 0) - (position.get(b.name) ?? 0));
}

async function reportOf(
  {job, out}: TakeTrainingJobOptions,
  {stepsPerEpoch, totalSteps}: JobRecord,
  {state}: JobCheckpoint,
  rows: readonly HistoryRow[],
  preset: string,
  {classes}: Preprocessing,
): Promise<TrainOnPhotosReport> {
  const {training = [], validation = []} = (await readPhotoRecord(job)) ?? {};
  const {step, seconds = 0, metrics} = state;
  const {best} = state;
  const {validationAccuracy: accuracy, validationLoss: loss} = metrics;
  const shown = best ?? rows.at(-1);
  return {
    steps: step,
    epochs: Math.ceil(step / stepsPerEpoch),
    seconds,
    interrupted: step < totalSteps,
    stoppedEarly: false,
    loss: shown?.loss ?? Number.NaN,
    accuracy: shown?.accuracy ?? Number.NaN,
    best,
    last: accuracy === undefined || loss === undefined ? undefined : {step, accuracy, loss},
    waitedFraction: 0,
    model: out,
    backend: tf.getBackend(),
    preset,
    classes: [...classes],
    trainingCount: training.length,
    validationCount: validation.length,
    skipped: [],
  };
}

async function writeReport(
  model: tfl.LayersModel,
  preprocessing: Preprocessing,
  {out, report, onWarning = console.warn}: TakeTrainingJobOptions,
  result: TrainOnPhotosReport,
): Promise<void> {
  const settings = (await readRunSettings(out)) ?? {};
  const {data = '', validation} = settings;
  try {
    const list = await (await photosAt(validation ?? data))({classes: preprocessing.classes});
    const names = new Set((await readPhotoRecord(out))?.validation);
    const photos = await openPhotos(
      {...list, photos: list.photos.filter(({name}) => names.has(name))},
      {resizeShorterSide: preprocessing.resizeShorterSide},
    );
    try {
      const options = {out, data, validation, onWarning};
      await report?.(out, await makeReportData(model, preprocessing, photos, result, options, settings));
    } finally {
      photos.dispose();
    }
  } catch (error) {
    onWarning(
      `the report could not be written; with the photos in place, resume the run to write it. ${String(error)}`,
    );
  }
}

async function preprocessingOf(job: string): Promise<Preprocessing> {
  const preprocessing = await readPreprocessing(job);
  if (preprocessing === undefined) {
    throw ioError(`reading ${join(job, 'preprocessing.json')}`, new Error('there is no such file'));
  }
  return preprocessing;
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw ioError(`reading ${path}`, error);
  });
}

function ignoreMissing(error: unknown): never[] {
  if (errorCode(error) === 'ENOENT') {
    return [];
  }
  throw error;
}
