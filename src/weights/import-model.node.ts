import {readFile} from 'node:fs/promises';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import type {NamedArray} from '../core/named-array';
import type {Preprocessing} from '../core/preprocessing';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {applyWeights, layoutsOf, type LoadWeightsOptions, type LoadWeightsReport} from './load-weights';
import {fittingPresets} from './fitting-presets';
import {networkOfWeights} from './weights-network';
import {preprocessingOfWeights, replacePreprocessing} from './weights-preprocessing';
import {createModel} from '../models/create-model';
import type {NetworkFromDefinitionOptions} from '../definitions/defined-network';
import type {GivenPreprocessing} from '../definitions/definition-preprocessing';
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
   * What the training subtracted: a Caffe mean image (`mean.binaryproto`), one number, or one per channel in the network's
   * order. Default: the mean that the file carries, or that of the preset or of the definition.
   */
  mean?: string | readonly number[];
  /** What the training multiplied by after that. Default: as the file, the preset or the definition says, else 1. */
  scale?: readonly number[];
  /** The network's order of colors. Default: as the file or the preset says; 'bgr' for Caffe's definitions, 'rgb' for ONNX's. */
  channelOrder?: Preprocessing['channelOrder'];
  /** Names of the classes, in the order of the outputs. Default: as for `labels`. */
  classes?: readonly string[];
  /** A text file with the name of a class on each line. Default: what the file carries; ImageNet's for 1000 classes. */
  labels?: string;
}

const OPTIONS = [
  'preset',
  'prototxt',
  'ownGraph',
  'definition',
  'mean',
  'scale',
  'channelOrder',
  'classes',
  'labels',
  'keys',
  'layout',
];

/** A network with weights from elsewhere, ready for use. */
export interface ImportedModel {
  model: tfl.LayersModel;
  preprocessing: Preprocessing;
  /** What was taken from the file; undefined for a model directory and for a network from its definition. */
  report?: LoadWeightsReport;
  /** Preprocessing that neither the definition nor the options state, as it was assumed. */
  assumed?: string[];
  /** Names of arrays in the file that no layer of a network from its definition uses. */
  unused?: string[];
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
  checksFor('importModel').text('path', path);
  requireFields('importModel', 'options', options, {
    what: 'an object with options',
    fields: [],
    fix: "pass an object: importModel(path, {preset: 'alexnet'})",
  });
  checksFor('importModel').knownKeys('options', options, OPTIONS);
  refuseMixture(path, options);
  const opened = await openWeights(path);
  if (opened.directory !== undefined && opened.preprocessing !== undefined) {
    return openDirectory(path, opened.directory, options);
  }
  const {file, preprocessing} = opened;
  const {inputShape, output} = options.definition ?? {};
  const isDefined =
    options.prototxt !== undefined ||
    options.ownGraph === true ||
    (options.preset === undefined &&
      preprocessing?.preset === undefined &&
      holdsDefinition(file) &&
      (inputShape !== undefined || output !== undefined || fittingPresets(file.arrays).length === 0));
  return isDefined ? importDefined(path, opened, options) : importPreset(path, opened, options);
}

/** A model directory has its own preprocessing, of which the options replace parts. */
async function openDirectory(
  path: string,
  directory: string,
  options: ImportModelOptions,
): Promise<ImportedModel> {
  const {model, preprocessing} = await openModel(directory);
  try {
    const given = await givenPreprocessing(options);
    const classes = await givenLabels(options, preprocessing.classes.length);
    const replaced = replacePreprocessing(preprocessing, given, path);
    return {model, preprocessing: {...replaced, classes: [...(classes ?? preprocessing.classes)]}};
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Options that would be passed over are refused. */
function refuseMixture(
  path: string,
  {preset, prototxt, ownGraph, labels, classes}: ImportModelOptions,
): void {
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
  if (labels !== undefined && classes !== undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: path,
      problem: 'the names of the classes are given twice.',
      expected: 'names, or a file with names',
      received: `classes = ${classes.slice(0, 3).join(', ')}; labels = ${labels}`,
      fix: 'leave one of them out',
    });
  }
}

async function importDefined(
  path: string,
  {file, preprocessing: carried}: OpenedWeights,
  options: ImportModelOptions,
): Promise<ImportedModel> {
  const {prototxt, definition = {}} = options;
  return importDefinition({
    path,
    file,
    prototxt:
      prototxt === undefined
        ? undefined
        : {path: prototxt, text: new TextDecoder().decode(await readFileOf(prototxt))},
    carried,
    given: await givenPreprocessing(options),
    options: {...definition, seed: 0},
    labels: async count => {
      const known = (await givenLabels(options, count)) ?? carried?.classes;
      return known?.length === count ? known : defaultLabels(count);
    },
  });
}

async function givenPreprocessing({
  mean,
  scale,
  channelOrder,
}: ImportModelOptions): Promise<GivenPreprocessing> {
  const image =
    typeof mean === 'object'
      ? {name: 'mean', shape: [mean.length], data: Float32Array.from(mean)}
      : mean === undefined
        ? undefined
        : await readMean(mean);
  return {
    ...(image === undefined ? {} : {mean: image}),
    ...(scale === undefined ? {} : {scale}),
    ...(channelOrder === undefined ? {} : {channelOrder}),
  };
}

async function importPreset(
  path: string,
  {file, preprocessing: carried}: OpenedWeights,
  options: ImportModelOptions,
): Promise<ImportedModel> {
  const {preset: named = carried?.preset, keys, layout, definition} = options;
  refuseDefinition(path, named, definition);
  const layouts = layout === undefined ? layoutsOf(file) : [layout];
  const {preset, classes: count} = networkOfWeights(file.arrays, named, path, {
    ...(keys === undefined ? {} : {keys}),
    ...(layouts === undefined ? {} : {layouts}),
  });
  const classes = (await givenLabels(options, count)) ?? carried?.classes ?? (await defaultLabels(count));
  const given = await givenPreprocessing(options);
  const {preprocessing, assumed} =
    carried === undefined
      ? preprocessingOfWeights({preset, classes, where: path, given})
      : {
          preprocessing: replacePreprocessing({...carried, classes: [...classes]}, given, path),
          assumed: [],
        };
  const model = createModel(preset, {classes: count, seed: 0});
  try {
    const report = applyWeights(model, file, {keys, layout, fileName: path});
    return {model, preprocessing, report, ...(assumed.length === 0 ? {} : {assumed})};
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** A preset's layers and sizes are given; only those of a network from its definition can be chosen. */
function refuseDefinition(
  path: string,
  preset: string | undefined,
  definition: ImportModelOptions['definition'],
): void {
  const {inputShape, output} = definition ?? {};
  if (inputShape !== undefined || output !== undefined) {
    const given = [
      ...(inputShape === undefined ? [] : [`input shape ${inputShape.join(', ')}`]),
      ...(output === undefined ? [] : [`the end ${output}`]),
    ];
    throw new AlexNetError({
      code: 'bad-argument',
      where: path,
      problem: 'the preset says what goes into the network, and where it ends.',
      expected: 'these options with a network from its definition only (prototxt, or the graph of the file)',
      received: `${given.join(' and ')}, for preset ${preset ?? '(the one that fits)'}`,
      fix: 'leave them out, or make the network of its definition: --graph, or --prototxt FILE',
    });
  }
}

/** The caller's names of the classes, one for each of `count` outputs. */
async function givenLabels(
  {labels, classes}: ImportModelOptions,
  count: number,
): Promise<readonly string[] | undefined> {
  if (classes !== undefined && (classes.length !== count || new Set(classes).size !== count)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'classes',
      problem: 'the network has another number of classes.',
      expected: `${count} different names`,
      received: `${classes.length} names, ${new Set(classes).size} different: ${classes.slice(0, 5).join(', ')}`,
      fix: 'name each output of the network once, in their order',
    });
  }
  return classes ?? (labels === undefined ? undefined : readLabels(labels, count));
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
