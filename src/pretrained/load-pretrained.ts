import type * as tfl from '@tensorflow/tfjs-layers';
import {checksFor} from '../core/check';
import type {Preprocessing} from '../core/preprocessing';
import {cacheStorageStore, hasCacheStorage} from './stores/cache-storage-store';
import {ensureFile, readStored, type DownloadProgress, type FileProvenance} from './download/ensure-file';
import type {MakeHasher} from './download/hasher';
import {memoryStore} from './stores/memory-store';
import {pretrainedSource, resolvePretrained} from './pretrained-source';
import type {WeightStore} from './stores/weight-store';
import {createModel, resolvePreset} from '../models/create-model';
import {parseWeightFile} from '../formats/parse-weight-file';
import type {PretrainedWeights} from '../presets/pretrained';
import {applyWeights, type LoadWeightsReport} from '../weights/load-weights';
import {preprocessingOfWeights} from '../weights/weights-preprocessing';

/** Options of every download of weights. */
export interface PretrainedOptions {
  /** Address of a folder that holds the files by their own names, in place of the published addresses. */
  mirror?: string;
  /** Where files are kept. Default: the browser's Cache Storage; where there is none, nowhere. */
  store?: WeightStore;
  /** Stops the download; the promise rejects with the signal's reason, and what arrived is kept. */
  signal?: AbortSignal;
  /** Called whenever bytes were checked or have arrived. */
  onProgress?: (progress: DownloadProgress) => void;
  /** Told what went wrong and was mended. */
  onNote?: (text: string) => void;
  /** Milliseconds without a byte after which a connection counts as broken. > 0. Default 30,000. */
  timeoutMs?: number;
  /** Attempts one after the other that may fail after the first. ≥ 0. Default 4. */
  retries?: number;
  /** Most bytes of a file of unknown length. Default 1 GiB: twice the largest network of the time. */
  maxBytes?: number;
  /** Default: the `fetch` of the platform. */
  fetch?: typeof globalThis.fetch;
}

/** What a platform brings beside the options. */
export interface PretrainedPlatform {
  /** Default: digests in JavaScript. */
  makeHasher?: MakeHasher;
}

/** A network with published weights, ready for use. */
export interface PretrainedModel {
  model: tfl.LayersModel;
  /** The way of a photo into it: pass it to `predictImages` or `evaluateModel`. */
  preprocessing: Preprocessing;
  /** Which weights these are: license, accuracy, source. */
  weights: PretrainedWeights;
  report: LoadWeightsReport;
  /** Where the file came from. */
  from: FileProvenance;
}

const OPTIONS = [
  'mirror',
  'store',
  'signal',
  'onProgress',
  'onNote',
  'timeoutMs',
  'retries',
  'maxBytes',
  'fetch',
];

/**
 * Downloads published weights, checks them by their digest, keeps them, and builds the network that they belong to.
 * `listPretrained()` names them; `PRETRAINED` of `tfjs-alexnet/presets` says whose they are and what they reach. A
 * record of your own does as well.
 *
 * A backend must be in use. In Node take the function of that name from `tfjs-alexnet/node`, which keeps files on the
 * disk.
 *
 * Trap: a page may only load from servers that allow it (CORS). Where the publisher's does not, put the file on your
 * own and pass it as `mirror`.
 *
 * @example
 * const {model, preprocessing} = await loadPretrained('squeezenet1.1.imagenet1k-v1');
 */
export async function loadPretrained(
  weights: string | PretrainedWeights,
  options: PretrainedOptions = {},
): Promise<PretrainedModel> {
  const record = resolvePretrained(weights);
  const store = options.store ?? (hasCacheStorage() ? cacheStorageStore() : memoryStore());
  const {key, from} = await ensurePretrained(record, {...options, store});
  return buildPretrained(record, await readStored(key, store), from);
}

/** Makes sure that a store holds the file of a record, and tells its key. */
export async function ensurePretrained(
  record: PretrainedWeights,
  options: PretrainedOptions & {store: WeightStore},
  platform: PretrainedPlatform = {},
): Promise<{key: string; from: FileProvenance}> {
  const check = checksFor('loadPretrained');
  check.knownKeys('options', options, OPTIONS);
  const {store, mirror, timeoutMs = 30_000, retries = 4, maxBytes = 2 ** 30, ...rest} = options;
  const {file, key} = pretrainedSource(record, mirror);
  const from = await ensureFile(file, key, store, {
    ...rest,
    // Called as a method of anything but its global object a browser's fetch refuses.
    fetch: rest.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeoutMs: check.positive('timeoutMs', timeoutMs),
    retries: check.integer('retries', retries),
    maxBytes: check.integer('maxBytes', maxBytes, 1),
    makeHasher: platform.makeHasher ?? (await import('./download/hasher')).makeHasher,
    ifRange: maySendIfRange(file.url),
  });
  return {key, from};
}

/** A page of another origin needs the server's leave for this header, and most servers were never asked. */
function maySendIfRange(url: string): boolean {
  const {location} = globalThis as {location?: {origin?: string}};
  return location?.origin === undefined || new URL(url).origin === location.origin;
}

/** The network of a record with the weights of its file. */
export async function buildPretrained(
  record: PretrainedWeights,
  bytes: Uint8Array,
  from: FileProvenance,
): Promise<PretrainedModel> {
  const preset = resolvePreset(record.preset);
  const classes =
    record.classes === 'imagenet'
      ? (await import('../presets/generated/imagenet-labels')).IMAGENET_LABELS
      : record.classes;
  const preprocessing = preprocessingOfWeights({
    preset: {...preset, preprocess: record.preprocess},
    classes,
    where: record.name,
  });
  const file = await parseWeightFile(bytes, {fileName: pretrainedSource(record).key});
  const model = createModel(preset, {classes: classes.length, seed: 0});
  try {
    const report = applyWeights(model, file, {fileName: record.name});
    return {model, preprocessing, weights: record, report, from};
  } catch (error) {
    model.dispose();
    throw error;
  }
}
