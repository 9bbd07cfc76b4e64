import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import type {NamedArray} from '../core/named-array';
import {requireFields} from '../core/structured-argument';
import {requireModel} from '../models/require-model';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {traceModel} from '../models/trace-model';
import {weightSlots} from '../models/weight-slots';
import {carriedPreprocessing} from '../formats/carried-preprocessing';
import {toChannelsLast, type WeightLayout} from '../models/weight-layout';
import {describeMismatches, matchWeights, type MatchOptions, type WeightMatch} from './match-weights';
import type {OnnxModel} from '../formats/onnx/onnx-model';
import {requireArrays} from './require-arrays';
import {transposeDenseKernels} from './transpose-dense-kernels';
import {parseWeightFile} from '../formats/parse-weight-file';
import type {WeightFile, WeightFormat} from '../formats/weight-file';
import {fittingPresets} from './fitting-presets';

/** Where weights come from: the bytes of a file, a file that was read already, arrays, or tensors by name. */
export type WeightSource =
  Uint8Array | ArrayBuffer | WeightFile | readonly NamedArray[] | Readonly<Record<string, tf.Tensor>>;

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
  /** Kind of file. Default: found out from the content. */
  format?: WeightFormat;
  /** How kernels lie in the file. Default: known by the kind of file, or told from the shapes. */
  layout?: WeightLayout;
  /** How to find the arrays; see {@link MatchOptions}. Default: by the names that Caffe, PyTorch and this library use. */
  keys?: MatchOptions['keys'];
  /** Layers that keep the values they have: a new last layer, say. Default none. */
  newLayers?: readonly string[];
  /** Named in errors. */
  fileName?: string;
}

/** What {@link loadWeights} did. */
export interface LoadWeightsReport {
  /** Kind of file; 'arrays' where there was none. */
  format: WeightFormat | 'arrays';
  /** The naming that was detected: `own`, `caffe`, `torch`, `torchvision:squeezenet1.1`, `order`, `given`. */
  keys: string;
  layout: WeightLayout;
  /** Each weight of the model and the array that it was taken from. */
  matched: {name: string; from: string; shape: number[]}[];
  /** Weights of `newLayers`. */
  kept: string[];
  /** Arrays that no weight of the model uses. */
  extra: string[];
  /** What the reader of the file did not read, each with the reason: `args (argparse.Namespace)`. */
  skipped: string[];
  /** Preprocessing, if the file carries it. */
  preprocessing?: Preprocessing;
}

/** What a record of tensors holds. */
const TENSOR = {
  what: 'a tensor',
  fields: ['shape', 'data'],
  fix: "pass tensors by the names of weights: {'conv1/kernel': tensor, …}, or the bytes of a file",
};
const OPTIONS = ['format', 'layout', 'keys', 'newLayers', 'fileName'];

/**
 * Loads weights of another program into a model: finds out how the file names and lays them out, and transposes kernels and
 * the first dense layer after an image where channels come first. Every weight of the model must be there with
 * its shape; else nothing changes, and the error lists all that is missing, too much or of another shape, and which
 * preset would fit.
 *
 * Pitfall: the order of colors stays that of the weights. Caffe's want blue, green, red: see `channelOrder` in the
 * preprocessing.
 *
 * @example
 * const model = createModel('squeezenet1.1');
 * await loadWeights(model, await (await fetch('squeezenet1_1.pth')).arrayBuffer());
 */
export async function loadWeights(
  model: tfl.LayersModel,
  source: WeightSource,
  options: LoadWeightsOptions = {},
): Promise<LoadWeightsReport> {
  requireModel('loadWeights', model);
  requireFields('loadWeights', 'source', source, {
    what: 'the bytes of a file, or arrays, or tensors by their names',
    fields: [],
    fix: "loadWeights(model, await readFile('weights.safetensors')); openWeights(path) and importModel(path) of tfjs-alexnet/node take paths",
  });
  requireFields('loadWeights', 'options', options, {
    what: 'an object with options',
    fields: [],
    fix: "pass an object, or nothing: {keys: 'order'}",
  });
  checksFor('loadWeights').knownKeys('options', options, OPTIONS);
  const {keys} = options;
  if (keys !== undefined && keys !== 'names' && keys !== 'order') {
    requireFields('loadWeights', 'keys', keys, {
      what: "'names', 'order' or names of arrays by those of weights",
      fields: [],
      fix: "pass {keys: 'order'}, or {keys: {'conv1/kernel': 'name in the file'}}",
    });
  }
  return applyWeights(model, await weightFileOf(source, options), options);
}

/** The part of {@link loadWeights} that needs no reader. */
export function applyWeights(
  model: tfl.LayersModel,
  file: WeightFile | readonly NamedArray[],
  {layout, keys, newLayers = [], fileName}: LoadWeightsOptions = {},
): LoadWeightsReport {
  const where = `loadWeights ${show(fileName ?? model.name)}`;
  const layers = traceModel(model);
  const check = checksFor(where);
  for (const name of newLayers) {
    check.oneOf(
      'layer',
      name,
      layers.map(layer => layer.name),
    );
  }
  const isFile = 'arrays' in file;
  const arrays = !isFile ? file : isOnnx(file) ? transposeDenseKernels(file) : file.arrays;
  const layouts = layout === undefined ? (isFile ? layoutsOf(file) : undefined) : [layout];
  const match = matchWeights(weightSlots(layers), arrays, {keys, layouts});
  const isKept = ({slot}: {slot: {layer: string}}): boolean => newLayers.includes(slot.layer);
  const needed: WeightMatch = {
    ...match,
    matched: match.matched.filter(entry => !isKept(entry)),
    wrongShape: match.wrongShape.filter(entry => !isKept(entry)),
    missing: match.missing.filter(slot => !isKept({slot})),
  };
  refuseMismatch(model, where, arrays, needed, layouts);
  if (match.ambiguous) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'the shapes do not tell how the kernels lie.',
      expected: 'kernels whose sides differ, or the layout',
      received: needed.matched.map(({array}) => `${array.name} [${array.shape.join(', ')}]`).join(', '),
      fix: "pass {layout: 'channels-first'} for Caffe, PyTorch and ONNX, or {layout: 'channels-last'} for TensorFlow",
    });
  }
  assign(model, needed);
  const preprocessing = isFile ? carriedPreprocessing(file.metadata, fileName ?? 'the file') : undefined;
  return {
    format: isFile ? file.format : 'arrays',
    keys: match.keys,
    layout: match.layout,
    matched: needed.matched.map(({slot, array}) => ({
      name: slot.name,
      from: array.name,
      shape: [...slot.shape],
    })),
    kept: weightSlots(layers)
      .filter(slot => isKept({slot}))
      .map(({name}) => name),
    extra: match.extra.map(({name}) => name),
    skipped: isFile ? [...(file.skipped ?? [])] : [],
    preprocessing,
  };
}

/** Whether the n-th array has the shape of the n-th weight. */
function fitsInOrder(
  model: tfl.LayersModel,
  arrays: readonly NamedArray[],
  layouts: readonly WeightLayout[] | undefined,
): boolean {
  const slots = weightSlots(traceModel(model));
  const match = matchWeights(slots, arrays, {keys: 'order', layouts});
  return slots.length === arrays.length && match.missing.length === 0 && match.wrongShape.length === 0;
}

function refuseMismatch(
  model: tfl.LayersModel,
  where: string,
  arrays: readonly NamedArray[],
  match: WeightMatch,
  layouts: readonly WeightLayout[] | undefined,
): void {
  const broken = match.matched.filter(({array}) => !array.data.every(Number.isFinite));
  const total = match.matched.length + match.missing.length + match.wrongShape.length;
  const unfit = match.missing.length + match.wrongShape.length;
  if (unfit === 0 && broken.length > 0) {
    throw new AlexNetError({
      code: 'bad-weights',
      where,
      problem: `${broken.length} of ${total} tensors hold numbers that are not finite.`,
      expected: 'finite numbers',
      received: broken
        .slice(0, 3)
        .map(({array}) => array.name)
        .join(', '),
      fix: 'take another copy of the file: this one is damaged, or its training had diverged',
      details: {broken: broken.map(({array}) => array.name)},
    });
  }
  if (unfit === 0) {
    return;
  }
  const problems = describeMismatches(match);
  const fits = fittingPresets(arrays, layouts).filter(id => id !== model.name);
  throw new AlexNetError({
    code: 'bad-weights',
    where,
    problem: `${unfit} of ${total} tensors do not fit model "${model.name}" (first two shown, all in error.details).`,
    expected: 'a tensor of the right shape for each weight of the model',
    received: problems.slice(0, 2).join('; '),
    fix:
      fits.length > 0
        ? `these shapes match preset ${fits.map(show).join(' and ')}: build the model with that one`
        : fitsInOrder(model, arrays, layouts)
          ? "the arrays have these shapes in this order under other names: pass {keys: 'order'}, or --match order"
          : `build the model that the weights belong to (with its number of classes), or name the arrays with {keys: {"${match.missing[0]?.name ?? 'conv1/kernel'}": "name in the file"}}`,
    details: {
      keys: match.keys,
      layout: match.layout,
      matched: match.matched.map(({slot, array}) => ({name: slot.name, from: array.name})),
      missing: match.missing.map(({name, shape}) => ({name, shape})),
      extra: match.extra.map(({name, shape}) => ({name, shape})),
      wrongShape: match.wrongShape.map(({slot, array}) => ({
        name: slot.name,
        from: array.name,
        expected: slot.shape,
        received: array.shape,
      })),
      problems,
      fits,
    },
  });
}

function assign(model: tfl.LayersModel, {matched, layout}: WeightMatch): void {
  const weights = new Map(model.weights.map(weight => [weight.originalName, weight]));
  tf.tidy(() => {
    for (const {slot, array, scale} of matched) {
      const data = toChannelsLast(array.data, slot, layout);
      const scaled = scale === 1 ? data : data.map(value => value * scale);
      weights.get(slot.name)?.write(tf.tensor(scaled, [...slot.shape]));
    }
  });
}

/** What is known of the layout from the kind of file. */
export function layoutsOf({format, metadata}: WeightFile): readonly WeightLayout[] | undefined {
  switch (format) {
    case 'caffe':
    case 'torch':
    case 'onnx':
      return ['channels-first'];
    case 'tfjs':
      return ['channels-last'];
    case 'safetensors':
      return metadata.format === 'pt'
        ? ['channels-first']
        : metadata.format === 'tfjs-alexnet'
          ? ['channels-last']
          : undefined;
    case 'npz':
    case 'hdf5':
      return undefined;
  }
}

function isOnnx(file: WeightFile): file is OnnxModel {
  return file.format === 'onnx' && 'graph' in file;
}

async function weightFileOf(
  source: WeightSource,
  {format, fileName}: LoadWeightsOptions,
): Promise<WeightFile | readonly NamedArray[]> {
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) {
    return parseWeightFile(source, {format, fileName});
  }
  if (Array.isArray(source)) {
    requireArrays('loadWeights', 'source', source);
    return source as readonly NamedArray[];
  }
  if ('arrays' in source && Array.isArray(source.arrays)) {
    return source as WeightFile;
  }
  return Promise.all(
    Object.entries(source as Readonly<Record<string, tf.Tensor>>).map(async ([name, tensor]) => {
      requireFields('loadWeights', `source[${show(name)}]`, tensor, TENSOR);
      return {name, shape: [...tensor.shape], data: Float32Array.from(await tensor.data())};
    }),
  );
}
