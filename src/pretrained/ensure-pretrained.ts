import {checksFor} from '../core/check';
import type {PretrainedWeights} from '../presets/pretrained';
import {ensureFile, type DownloadProgress, type FileProvenance} from './download/ensure-file';
import type {MakeHasher} from './download/hasher';
import {pretrainedSource, resolvePretrained} from './pretrained-source';
import type {WeightStore} from './stores/weight-store';

/** Options of every download of weights. */
export interface DownloadOptions {
  /** Address of a folder that holds the files by their own names, in place of the published addresses. */
  mirror?: string;
  /** Stops the download; the promise rejects with the signal's reason, and what arrived is kept. */
  signal?: AbortSignal;
  /** Called after bytes were checked or have arrived. */
  onProgress?: (progress: DownloadProgress) => void;
  /** Called with a sentence about each problem that was solved. */
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

/** Services of a platform (a page, Node) for downloads. */
export interface PretrainedPlatform {
  /** The weights that have a name. */
  table: Readonly<Record<string, PretrainedWeights>>;
  /** Store of the files. */
  store: WeightStore;
  /** The option of this platform that chooses the store. */
  storeOption: string;
  fetch: typeof globalThis.fetch;
  makeHasher: MakeHasher;
  /** Default of the option. */
  mirror?: string;
}

/** A file of weights in a store, with the expected digest. */
export interface EnsuredWeights {
  weights: PretrainedWeights;
  store: WeightStore;
  key: string;
  from: FileProvenance;
}

const OPTIONS = ['mirror', 'signal', 'onProgress', 'onNote', 'timeoutMs', 'retries', 'maxBytes', 'fetch'];

/** Makes sure that the store of a platform holds the file of these weights. */
export async function ensurePretrained(
  named: string | PretrainedWeights,
  options: DownloadOptions,
  {storeOption, store, table, ...platform}: PretrainedPlatform,
): Promise<EnsuredWeights> {
  const check = checksFor('loadPretrained');
  check.knownKeys('options', options, [...OPTIONS, storeOption]);
  const {timeoutMs = 30_000, retries = 4, maxBytes = 2 ** 30, signal, onProgress, onNote} = options;
  const weights = resolvePretrained(named, table);
  const {file, key} = pretrainedSource(weights, options.mirror ?? platform.mirror);
  const from = await ensureFile(file, key, store, {
    signal,
    onProgress,
    onNote,
    timeoutMs: check.positive('timeoutMs', timeoutMs),
    retries: check.integer('retries', retries),
    maxBytes: check.integer('maxBytes', maxBytes, 1),
    fetch: options.fetch ?? platform.fetch,
    makeHasher: platform.makeHasher,
    ifRange: maySendIfRange(file.url),
  });
  return {weights, store, key, from};
}

/** A page of another origin needs the server's leave for this header, and most servers were never asked. */
function maySendIfRange(url: string): boolean {
  const {location} = globalThis as {location?: {origin?: string}};
  return location?.origin === undefined || new URL(url).origin === location.origin;
}
