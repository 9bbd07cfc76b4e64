import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import type {ImageSource} from '../data/image-source';
import {evaluateModel, type EvaluatedImage} from '../evaluation/evaluate-model';
import {firstFilters} from '../models/first-filters';
import {readRunHistory} from './read-run-history.node.js';
import type {ReportData, ReportPhoto} from './report-data';
import type {Preset} from '../presets/preset';
import type {TrainSettings} from '../presets/train-settings';
import type {TrainOnPhotosOptions} from './train-on-photos-options';
import type {TrainOnPhotosReport} from './train-on-photos-report';

/** Photos of each kind in the report: three rows of eight. */
const PHOTOS_SHOWN = 24;

/** Collects what the report of a finished run shows. The model has the best weights. */
export async function makeReportData(
  model: tfl.LayersModel,
  preprocessing: Preprocessing,
  validation: ImageSource,
  training: TrainOnPhotosReport,
  options: Pick<TrainOnPhotosOptions, 'data' | 'validation' | 'out' | 'batchSize' | 'onWarning'>,
  settings: TrainSettings,
): Promise<ReportData> {
  const {confusion, predictions = []} = await evaluateModel(model, validation, {
    preprocessing,
    batchSize: options.batchSize ?? 32,
    predictions: true,
  });
  const shown = (isCorrect: boolean): Promise<ReportPhoto[]> =>
    readPhotos(
      validation,
      predictions
        .map((image, index) => ({...image, index}))
        .filter(({label, prediction}) => (label === prediction) === isCorrect)
        .sort((a, b) => b.score - a.score)
        .slice(0, PHOTOS_SHOWN),
    );
  return {
    training,
    history: await readRunHistory(options.out, options.onWarning),
    confusion,
    correct: await shown(true),
    mistakes: await shown(false),
    firstFilters: await firstFilters(model, preprocessing),
    // The folders as they were given: a report is passed on, and the path to a home folder with it.
    options: plainSettings({...settings, data: options.data, validation: options.validation}),
  };
}

async function readPhotos(
  source: ImageSource,
  images: readonly (EvaluatedImage & {index: number})[],
): Promise<ReportPhoto[]> {
  const photos: ReportPhoto[] = [];
  for (const {name, label, top, index} of images) {
    photos.push({name, label, top, pixels: await source.read([index]), side: source.imageShape[0]});
  }
  return photos;
}

/** A name as the command reads it in a list: in quotes if it has a comma or another sign of the list. */
function nameText(name: string): string {
  return /[",=]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function plainSettings(settings: TrainSettings): ReportData['options'] {
  const plain: ReportData['options'] = {};
  for (const [name, value] of Object.entries(settings) as [string, unknown][]) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      plain[name] = value;
    } else if (Array.isArray(value)) {
      plain[name] = value.map(item => nameText(String(item))).join(',');
    } else if (name === 'preset') {
      plain[name] = `${(value as Preset).id} (a table of its own, in run.json)`;
    } else if (typeof value === 'object' && value !== null) {
      plain[name] = Object.entries(value)
        .map(([key, field]) => `${nameText(key)}=${Array.isArray(field) ? field.join('–') : String(field)}`)
        .join(',');
    }
  }
  return plain;
}
