import {readFile} from 'node:fs/promises';
import type * as tfl from '@tensorflow/tfjs-layers';
import type {NamedArray} from '../core/named-array';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {applyWeights, type LoadWeightsOptions, type LoadWeightsReport} from './load-weights';
import {fittingPresets} from './fitting-presets';
import {networkOfWeights} from './weights-network';
import {preprocessingOfWeights} from './weights-preprocessing';
import {createModel} from '../models/create-model';
import type {NetworkFromDefinitionOptions} from '../definitions/defined-network';
import {ioError} from '../disk/atomic-file.node.js';
import {openModel} from './open-model.node.js';
import {openWeights, type OpenedWeights} from './open-weights.node.js';
import {holdsDefinition, importDefinition} from './import-definition.node.js';

/** Options of {@link importModel}. */
export interface ImportModelOptions extends Pick<LoadWeightsOptions, 'keys' | 'layout'> {
  /** Id of the preset that the weights belong to. Default: what the file says, else the only one whose shapes fit. */
  preset?: string;
  /**
   * A Caffe prototxt, deploy or train_val, of which the network is made; its weights come from a `.caffemodel`. Default: a
   * preset; where none fits, the graph that an `.onnx` or a `.caffemodel` holds itself.
   */
  prototxt?: string;
  /** True builds the network from the graph in the file, even if a preset fits. Default false. */
  ownGraph?: boolean;
  /** Of a network from its definition: the size of its input and the layer to end at. Default: what the definition says. */
  definition?: Pick<NetworkFromDefinitionOptions, 'inputShape' | 'output'>;
  /**
   * A Caffe mean image (`mean.binaryproto`); for a network from its definition also one number per channel, in its order.
   * Default: the preset's mean, or what the definition says.
   */
  mean?: string | readonly number[];
  /** Of a network from its definition: what follows the mean. Default: what the definition says, else 1. */
  scale?: readonly number[];
  /** Of a network from its definition: its order of colors. Default: 'bgr' for Caffe, 'rgb' for ONNX. */
  channelOrder?: Preprocessing['channelOrder'];
  /** A text file with the name of a class on each line. Default: what the file carries; ImageNet's for 1000 classes. */
  labels?: string;
}

/** A network with weights from elsewhere, ready for use. */
export interface ImportedModel {
  model: tfl.LayersModel;
  preprocessing: Preprocessing;
  /** What was taken from the file; undefined for a model directory and for a network from its definition. */
  report?: LoadWeightsReport;
  /** Preprocessing that neither the definition nor the options state, as it was assumed. */
  assumed?: string[];
}

/**
 * Reads a weight file of any known kind, builds the network that it belongs to and finds its preprocessing. A
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
  refuseMixture(path, options);
  const {file, preprocessing} = opened;
  const isDefined =
    options.prototxt !== undefined ||
    options.ownGraph === true ||
    (options.preset === undefined &&
      preprocessing?.preset === undefined &&
      holdsDefinition(file) &&
      fittingPresets(file.arrays).length === 0);
  return isDefined ? importDefined(path, opened, options) : importPreset(path, opened, options);
}

/** Options that would be passed over are refused. */
function refuseMixture(path: string, {preset, prototxt, ownGraph}: ImportModelOptions): void {
  if (preset !== undefined && (prototxt !== undefined || ownGraph === true)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: path,
      problem: 'a preset and a definition are both given.',
      expected: 'one of them',
      received: `preset ${preset} and ${prototxt ?? 'the graph of the file'}`,
      fix: 'leave one of them out',
    });
  }
}

async function importDefined(
  path: string,
  {file, preprocessing: carried}: OpenedWeights,
  {prototxt, definition = {}, mean, scale, channelOrder, labels}: ImportModelOptions,
): Promise<ImportedModel> {
  return importDefinition({
    path,
    file,
    prototxt:
      prototxt === undefined
        ? undefined
        : {path: prototxt, text: new TextDecoder().decode(await readFileOf(prototxt))},
    carried,
    given: {mean: await givenMean(mean), scale, channelOrder},
    options: {...definition, seed: 0},
    labels: async count => {
      const known = labels === undefined ? carried?.classes : await readLabels(labels, count);
      return known?.length === count ? known : defaultLabels(count);
    },
  });
}

async function givenMean(mean: string | readonly number[] | undefined): Promise<NamedArray | undefined> {
  return typeof mean === 'object'
    ? {name: 'mean', shape: [mean.length], data: Float32Array.from(mean)}
    : mean === undefined
      ? undefined
      : readMean(mean);
}

async function importPreset(
  path: string,
  {file, preprocessing: carried}: OpenedWeights,
  {preset: named = carried?.preset, mean, labels, keys, layout, ...rest}: ImportModelOptions,
): Promise<ImportedModel> {
  refuseForPreset(path, named, {mean, ...rest});
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
          mean: typeof mean === 'string' ? await readMean(mean) : undefined,
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

/** What only a network from its definition leaves open. */
function refuseForPreset(
  path: string,
  preset: string | undefined,
  {mean, scale, channelOrder, definition}: ImportModelOptions,
): void {
  const given = {
    mean: typeof mean === 'object' ? mean.join(', ') : undefined,
    scale: scale?.join(', '),
    channelOrder,
    definition: definition === undefined ? undefined : JSON.stringify(definition),
  };
  const names = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = ${value}`],
  );
  if (names.length > 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: path,
      problem: 'the preset says how photos reach the network.',
      expected: 'these options with a network from its definition only (prototxt, or the graph of the file)',
      received: `${names.join('; ')}, for preset ${preset ?? '(the one that fits)'}`,
      fix: 'leave them out, or make the network of its definition',
    });
  }
}

/** ImageNet's names for a thousand classes, numbers for any other count. */
async function defaultLabels(count: number): Promise<readonly string[]> {
  const {IMAGENET_LABELS} = await import('../presets/generated/imagenet-labels');
  return count === IMAGENET_LABELS.length
    ? IMAGENET_LABELS
    : Array.from({length: count}, (_, i) => String(i));
}

async function readMean(path: string): Promise<NamedArray> {
  const {parseMeanBinaryproto} = await import('../formats/caffe/parse-mean-binaryproto');
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
      fix: 'write one name per output of the network, in their order',
    });
  }
  return names;
}

async function readFileOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw ioError(`reading ${path}`, cause);
  });
}
