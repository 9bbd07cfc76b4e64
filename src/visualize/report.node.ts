import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {drawFilterGrid} from '../drawing/filter-grid';
import {encodePng} from '../drawing/encode-png';
import {writeFileAtomic} from '../disk/atomic-file.node.js';
import type {ReportData, ReportPhoto} from '../runs/report-data';
import {formatValue} from './report-curves';
import {type ReportAssets, type ReportPage, reportPage} from './report-page';
import type {ShownPhoto} from './report-photos';
import {resumeCommand} from './resume-command';
import {REPORT_SCRIPT} from './report-script';
import {REPORT_STYLE} from './report-style';
import {dataUrl, showPhoto} from './show-photo.node.js';

/** Number of predictions shown under a photo. */
const MAX_SCORES = 3;

/**
 * Writes `report.html` into a directory: one self-contained file with the results of a run.
 *
 * Returns the path of the file.
 */
export async function writeReport(directory: string, data: ReportData): Promise<string> {
  const path = join(directory, 'report.html');
  await writeFileAtomic(path, reportPage(await pageOf(directory, data), await loadAssets()));
  return path;
}

async function pageOf(directory: string, data: ReportData): Promise<ReportPage> {
  const {training, history, confusion, options} = data;
  const {preset, classes, best, last, skipped} = training;
  const show = (photos: readonly ReportPhoto[]): Promise<ShownPhoto[]> =>
    Promise.all(photos.map(photo => showPhoto(photo, classes, MAX_SCORES)));
  return {
    preset,
    classes,
    best,
    rows: history,
    confusion,
    facts: [
      ['Steps', count(training.steps)],
      ['Epochs', count(training.epochs)],
      ['Training photos', count(training.trainingCount)],
      ['Validation photos', count(training.validationCount)],
      ['Time', duration(training.seconds)],
      ['Waited for photos', formatValue(training.waitedFraction, true)],
      ['Backend', training.backend],
      ...(training.kernels === undefined ? [] : [['Kernels', training.kernels] as [string, string]]),
      ['Last validation accuracy', last === undefined ? '–' : formatValue(last.accuracy, true)],
      ['Skipped files', count(skipped.length)],
    ],
    filters: await filtersOf(data),
    correct: await show(data.correct),
    mistakes: await show(data.mistakes),
    validationCount: training.validationCount,
    skipped,
    options: Object.entries(options).map(([name, value]) => [name, String(value)]),
    directory,
    resume: resumeCommand(directory),
  };
}

async function filtersOf({firstFilters}: ReportData): Promise<ReportPage['filters']> {
  if (firstFilters === undefined) {
    return undefined;
  }
  const {layer, shape, channelOrder} = firstFilters;
  const [height = 0, width = 0, , filters = 0] = shape;
  // Half as many rows as columns fill the space next to the confusion matrix.
  const columns = nearestDivisor(filters, Math.sqrt(1.6 * filters));
  const picture = drawFilterGrid(firstFilters, {columns, channelOrder, gapPx: 4});
  return {
    dataUrl: dataUrl('image/png', await encodePng(picture)),
    caption: `${filters} filters of ${layer}, ${height} × ${width} pixels.`,
    width: picture.width,
    height: picture.height,
  };
}

/** The divisor of `of` that is nearest to `wanted`, so that the last row is full. */
function nearestDivisor(of: number, wanted: number): number {
  const divisors = Array.from({length: of}, (_, i) => i + 1).filter(divisor => of % divisor === 0);
  const near = divisors.reduce((best, d) => (Math.abs(d - wanted) < Math.abs(best - wanted) ? d : best), 1);
  // A prime number of filters has no useful divisor.
  return near < wanted / 2 ? Math.ceil(wanted) : near;
}

/** The code and styles of uPlot and of the report. */
async function loadAssets(): Promise<ReportAssets> {
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  const read = (file: string): Promise<string> =>
    readFile(createRequire(here).resolve(`uplot/dist/${file}`), 'utf8');
  const [code, style] = await Promise.all([read('uPlot.iife.min.js'), read('uPlot.min.css')]);
  return {
    style: style + REPORT_STYLE,
    scripts: [code, REPORT_SCRIPT].map(script => ({
      code: script,
      sha256: createHash('sha256').update(script).digest('base64'),
    })),
  };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60
    ? `${whole} s`
    : whole < 3600
      ? `${Math.floor(whole / 60)} min ${whole % 60} s`
      : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
