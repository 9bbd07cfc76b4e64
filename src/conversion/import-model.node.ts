import {readFile} from 'node:fs/promises';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../core/named-array';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {applyWeights, type LoadWeightsOptions, type LoadWeightsReport} from '../exchange/load-weights';
import {networkOfWeights} from '../exchange/weights-network';
import {preprocessingOfWeights} from '../exchange/weights-preprocessing';
import {createModel} from '../models/create-model';
import {ioError} from '../training/atomic-file.node.js';
import {openModel} from '../training/open-model.node.js';
import {openWeights, type OpenedWeights} from '../training/open-weights.node.js';

/** Options of {@link importModel}. */
export interface ImportModelOptions extends Pick<LoadWeightsOptions, 'keys' | 'layout'> {
  /** Id of the preset that the weights belong to. Default: what the file says, else the only one whose shapes fit. */
  preset?: string;
  /** A Caffe mean image (`mean.binaryproto`). Default: the preset's mean. */
  mean?: string;
  /** A text file with the name of a class on each line. Default: what the file carries; ImageNet's for 1000 classes. */
  labels?: string;
}

/** A network with weights from elsewhere, ready for use. */
export interface ImportedModel {
  model: tfl.LayersModel;
  preprocessing: Preprocessing;
  /** What was taken from the file; undefined for a model directory, which is opened as it is. */
  report?: LoadWeightsReport;
}

/**
 * Reads a weight file of any known kind, builds the network that it belongs to and finds out how photos reach it. A
 * backend must be in use.
 *
 * @example
 * const {model, preprocessing} = await importModel('squeezenet1_1.pth');
 * await predictImages(model, photos, {preprocessing});
 */
export async function importModel(path: string, options: ImportModelOptions = {}): Promise<ImportedModel> {
  const opened = await openWeights(path);
  if (opened.directory !== undefined && opened.preprocessing !== undefined) {
    return openModel(opened.directory);
  }
  return importPreset(path, opened, options);
}

async function importPreset(
  path: string,
  {file, preprocessing: carried}: OpenedWeights,
  {preset: named = carried?.preset, mean, labels, keys, layout}: ImportModelOptions,
): Promise<ImportedModel> {
  const {preset, classes: count} = networkOfWeights(file.arrays, named, path);
  const classes =
    labels === undefined
      ? (carried?.classes ?? (await defaultLabels(count)))
      : await readLabels(labels, count);
  const preprocessing =
    carried === undefined
      ? preprocessingOfWeights({
          preset,
          classes,
          where: path,
          ...(mean === undefined ? {} : {mean: await readMean(mean)}),
        })
      : {...carried, classes: [...classes]};
  const model = createModel(preset, {classes: count, seed: 0});
  try {
    const report = applyWeights(model, file, {keys, layout, fileName: path});
    return {model, preprocessing, report};
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** ImageNet's names for a thousand classes, numbers for any other count. */
async function defaultLabels(count: number): Promise<readonly string[]> {
  const {IMAGENET_LABELS} = await import('../weights/imagenet-labels');
  return count === IMAGENET_LABELS.length
    ? IMAGENET_LABELS
    : Array.from({length: count}, (_, i) => String(i));
}

async function readMean(path: string): Promise<NamedArray> {
  const {parseMeanBinaryproto} = await import('../weights/parse-mean-binaryproto');
  return parseMeanBinaryproto(await readFileOf(path), {fileName: path});
}

async function readLabels(path: string, count: number): Promise<string[]> {
  const text = new TextDecoder().decode(await readFileOf(path));
  const names = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  if (names.length !== count || new Set(names).size !== count) {
    throw new AlexNetError({
      code: 'bad-data',
      where: `labels ${path}`,
      problem: 'the file does not name each class once.',
      expected: `${count} lines, one different name each`,
      received: `${names.length} lines, ${new Set(names).size} different names`,
      fix: 'give one name per output of the network, in their order',
    });
  }
  return names;
}

async function readFileOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw ioError(`reading ${path}`, cause);
  });
}
