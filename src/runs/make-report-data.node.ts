import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import type {ImageSource} from '../data/image-source';
import {evaluateModel, type EvaluatedImage} from '../evaluation/evaluate-model';
import {ioError} from '../disk/atomic-file.node.js';
import {firstFilters} from '../models/first-filters';
import {parseHistory, type HistoryRow} from '../training/history';
import type {ReportData, ReportPhoto} from './report-data';
import type {TrainOnPhotosReport} from './train-on-photos.node.js';
import type {TrainOnPhotosOptions} from './train-on-photos-options';

/** Photos of each kind in the report: three rows of eight. */
const PHOTOS_SHOWN = 24;

/** Gathers what the report of a finished run shows; the model holds the best weights. */
export async function makeReportData(
  model: tfl.LayersModel,
  preprocessing: Preprocessing,
  validation: ImageSource,
  result: TrainOnPhotosReport,
  options: TrainOnPhotosOptions,
): Promise<ReportData> {
  const {confusion, predictions = []} = await evaluateModel(model, validation, {
    preprocessing,
    batchSize: options.batch ?? 32,
    predictions: true,
  });
  const shown = (isRight: boolean): Promise<ReportPhoto[]> =>
    readPhotos(
      validation,
      predictions
        .map((picture, index) => ({...picture, index}))
        .filter(({label, prediction}) => (label === prediction) === isRight)
        .sort((a, b) => b.score - a.score)
        .slice(0, PHOTOS_SHOWN),
    );
  const {preset, backend, seconds, waitedFraction, steps, epochs, best, last, skipped} = result;
  const {trainingCount, validationCount, classes} = result;
  return {
    preset,
    backend,
    seconds,
    waitedFraction,
    steps,
    epochs,
    history: await readHistory(join(options.out, 'history.csv')),
    classes,
    trainingCount,
    validationCount,
    confusion,
    ...(best === undefined ? {} : {best}),
    ...(last === undefined ? {} : {last}),
    right: await shown(true),
    wrong: await shown(false),
    firstFilters: await firstFilters(model, preprocessing),
    skipped,
    options: plainOptions(options),
  };
}

async function readPhotos(
  source: ImageSource,
  pictures: readonly (EvaluatedImage & {index: number})[],
): Promise<ReportPhoto[]> {
  const photos: ReportPhoto[] = [];
  for (const {name, label, top, index} of pictures) {
    photos.push({name, label, top, pixels: await source.read([index]), side: source.imageShape[0]});
  }
  return photos;
}

async function readHistory(path: string): Promise<HistoryRow[]> {
  try {
    return parseHistory(await readFile(path, 'utf8'), path);
  } catch (error) {
    throw ioError(`reading ${path}`, error);
  }
}

function plainOptions(options: TrainOnPhotosOptions): ReportData['options'] {
  const plain: ReportData['options'] = {};
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      plain[name] = value;
    } else if (Array.isArray(value)) {
      plain[name] = value.join(', ');
    }
  }
  return plain;
}
