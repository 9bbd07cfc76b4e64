import {checksFor} from '../core/check';
import {requireFields} from '../core/structured-argument';
import {sentence} from '../disk/describe-system-error.node.js';
import {throwIfOfSystem} from '../disk/system-error.node.js';
import {AlexNetError} from '../errors';
import type {PublishedDataSet} from '../presets/data-sets';
import {ensureDataSet, type DataSetProgress} from '../pretrained/data-sets/ensure-data-set.node.js';
import {dataSetTable} from '../pretrained/data-sets/data-set-table.node.js';
import {nodePlatform} from '../pretrained/node-platform.node.js';
import {decodeSquare} from './decode-photo.node.js';
import {photoDecoder} from './decoding/photo-decoder.node.js';
import type {SkippedPhoto} from './image-source';

/** Options of {@link downloadDataSet}. */
export interface DownloadDataSetOptions {
  /** Folder of the data set: new, empty, or that of an earlier call. Default: a folder of its name in the working directory. */
  out?: string;
  /** Folder in which the downloaded files are kept. Default: `ALEXNET_CACHE`, else where the system keeps caches. */
  cache?: string;
  /** Address of a folder that holds the files by their own names, in place of the published addresses. */
  mirror?: string;
  /** Stops; what arrived is kept, and the next call resumes. */
  signal?: AbortSignal;
  /** Called after bytes were checked, have arrived or were unpacked. */
  onProgress?: (progress: DataSetProgress) => void;
  /** Called with a sentence about each problem that was solved. */
  onNote?: (text: string) => void;
  /** Milliseconds without a byte after which a connection counts as broken. > 0. Default 30,000. */
  timeoutMs?: number;
  /** Attempts at each address, one after the other, that may fail after the first. ≥ 0. Default 4. */
  retries?: number;
  /** Default: the `fetch` of the platform. */
  fetch?: typeof globalThis.fetch;
}

/** Result of {@link downloadDataSet}. */
export interface DownloadedDataSet {
  name: string;
  /** Its folder: pass it as `data` to `trainOnPhotos`, or to `photoFolder` (photos) or `readBinaryImages` (images). */
  directory: string;
  /** Kind of its files: photos, or binary files with images. */
  kind: 'photos' | 'images';
  /** Paths of the files inside the folder. */
  files: string[];
  /** Bytes of all files. */
  bytes: number;
  /** Files of the archive that are left out, each with the reason. */
  skipped: SkippedPhoto[];
  /** Where it is from: it was there, or was made of a file in the cache, or of one that was downloaded. */
  from: 'disk' | 'cache' | 'download';
  /** Paths of the downloaded files in the cache, which are not needed any longer. */
  archives: string[];
  license: string;
  source: string;
}

const WHERE = 'downloadDataSet';
/** Side of the square that a photo is decoded to in order to test it: JPEGs are read to their end, and scaled down meanwhile. */
const TEST_SIDE_PX = 32;

/**
 * Downloads a published data set and unpacks it, or finds it on the disk, and checks every file: `dogs-vs-cats` (a folder of
 * photos, in the folders `cat` and `dog`), `cifar10` and `mnist` (their own binary files). Photos that cannot be decoded
 * are left out and named.
 *
 * The archive is compared with its published digest, and its addresses are tried one after the other. Interrupted downloads
 * resume. The folder appears when it is complete. `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are used, and
 * `ALEXNET_WEIGHTS_MIRROR`.
 *
 * @example
 * const {directory} = await downloadDataSet('cifar10', {out: 'data/cifar10'});
 * await trainOnPhotos({data: directory, out: 'runs/cifar10', preset: 'cifar10-quick'});
 */
export async function downloadDataSet(
  dataSet: string | PublishedDataSet,
  options: DownloadDataSetOptions = {},
): Promise<DownloadedDataSet> {
  const check = checksFor(WHERE);
  check.knownKeys('options', options, [
    ...['out', 'cache', 'mirror', 'signal', 'onProgress', 'onNote', 'timeoutMs', 'retries', 'fetch'],
  ]);
  const set = await resolveDataSet(dataSet);
  const {name, kind, license, source} = set;
  const {out = name, timeoutMs = 30_000, retries = 4, signal, onProgress, onNote} = options;
  const platform = await nodePlatform({cache: options.cache});
  if (kind === 'photos') {
    // Before the download: without a decoder no photo can be tested.
    await photoDecoder();
  }
  const {files, skipped, from, archives} = await ensureDataSet(set, {
    directory: check.text('out', out),
    store: platform.store,
    mirror: options.mirror ?? platform.mirror,
    signal,
    onProgress,
    onNote,
    timeoutMs: check.positive('timeoutMs', timeoutMs),
    retries: check.integer('retries', retries),
    fetch: options.fetch ?? platform.fetch,
    makeHasher: platform.makeHasher,
    checkPhoto: kind === 'photos' ? whyUnusable : undefined,
  });
  return {
    name,
    directory: out,
    kind,
    files: files.map(({path}) => path),
    bytes: files.reduce((sum, {bytes}) => sum + bytes, 0),
    skipped: [...skipped],
    from,
    archives: [...archives],
    license,
    source,
  };
}

async function resolveDataSet(dataSet: string | PublishedDataSet): Promise<PublishedDataSet> {
  if (typeof dataSet === 'string') {
    const table = await dataSetTable();
    const name = checksFor(WHERE).oneOf('data set', dataSet, Object.keys(table));
    return table[name] as PublishedDataSet;
  }
  requireFields(WHERE, 'dataSet', dataSet, {
    what: 'the name of a data set, or a record of your own',
    fields: ['name', 'kind', 'files'],
    fix: "downloadDataSet('cifar10')",
  });
  return dataSet;
}

/** Returns why a photo cannot be used; undefined where it is decoded to its last pixel. */
async function whyUnusable(bytes: Uint8Array): Promise<string | undefined> {
  try {
    await decodeSquare(bytes, TEST_SIDE_PX);
    return undefined;
  } catch (error) {
    throwIfOfSystem('decoding a photo', error);
    if (error instanceof AlexNetError && error.code === 'unsupported') {
      throw error;
    }
    return sentence(error instanceof AlexNetError ? error.problem : String(error));
  }
}
