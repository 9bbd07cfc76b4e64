import {copyFile, realpath, rename, rm, rmdir, stat} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {listSome} from '../../core/list-some';
import {ioError, removeStaleTemporaries, syncDirectory, temporaryPath} from '../../disk/atomic-file.node.js';
import {fileDigest} from '../../disk/digest.node.js';
import {makeDirectory} from '../../disk/make-directory.node.js';
import {AlexNetError} from '../../errors';
import type {PublishedDataSet} from '../../presets/data-sets';
import type {EnsureFileOptions} from '../download/ensure-file';
import {mirrorAddress} from '../pretrained-source';
import type {WeightStore} from '../stores/weight-store';
import {
  readDataSetState,
  writeDataSetRecord,
  type DataSetContents,
  type RecordedFile,
} from './data-set-record.node.js';
import {ensureFromMirrors} from './ensure-from-mirrors';
import {unpackArchive, type UnpackArchiveOptions} from './unpack-archive.node.js';

/** Progress of the work on a data set. */
export interface DataSetProgress {
  /** Comparing files with their digests, downloading, or unpacking and checking photos. */
  phase: 'check' | 'download' | 'unpack';
  /** Bytes so far, those of an earlier attempt included. */
  done: number;
  /** Bytes of the file, or of the data set. */
  total: number;
}

/** Options of {@link ensureDataSet}. */
export interface EnsureDataSetOptions
  extends
    Omit<EnsureFileOptions, 'onProgress' | 'ifRange' | 'maxBytes'>,
    Pick<UnpackArchiveOptions, 'checkPhoto'> {
  /** Folder of the data set. */
  directory: string;
  store: WeightStore;
  /** Address of a folder with the files under their names, in place of the published addresses. */
  mirror?: string;
  onProgress?: (progress: DataSetProgress) => void;
}

/** A data set in a folder. */
export interface EnsuredDataSet extends DataSetContents {
  /** Where it is from: it was there, or was made of an archive in the cache, or of one that was downloaded. */
  from: 'disk' | 'cache' | 'download';
  /** The downloaded files in the cache; empty where the folder was whole. */
  archives: readonly string[];
}

/**
 * Makes sure that a folder holds a data set. A folder that is whole is left as it is. Otherwise the files are downloaded into
 * the store, and the folder is made beside its place and renamed when it is complete: it is there as a whole or not at all.
 */
export async function ensureDataSet(
  set: PublishedDataSet,
  options: EnsureDataSetOptions,
): Promise<EnsuredDataSet> {
  const {signal, onProgress, onNote} = options;
  const directory = await realpath(options.directory).catch(() => resolve(options.directory));
  const progress = (phase: DataSetProgress['phase'], done: number, total: number): void => {
    onProgress?.({phase, done, total});
  };
  const state = await readDataSetState(directory, set, {
    signal,
    onProgress: (done, total) => {
      progress('check', done, total);
    },
  });
  if (state.kind === 'whole') {
    return {...state.contents, from: 'disk', archives: []};
  }
  if (state.kind === 'foreign') {
    throw notOurs(set, directory, state.received);
  }
  if (state.kind === 'damaged') {
    if (state.others.length > 0) {
      throw notOurs(set, directory, `${state.others.length} other files, such as ${state.others[0] ?? ''}`);
    }
    onNote?.(`${set.name}: ${listSome(state.files)} missing or changed; making the folder anew`);
  }
  const {archives, from} = await ensureArchives(set, options);
  const unfinished = temporaryPath(directory);
  try {
    await makeDirectory(dirname(directory));
    await removeStaleTemporaries(dirname(directory), {names: named(basename(directory))});
    await makeDirectory(unfinished);
    const bytes = set.files.reduce((sum, file) => sum + file.bytes, 0);
    const contents = await (set.archive === undefined
      ? copyAll(set, archives, unfinished)
      : unpackArchive(archives[0] ?? '', {
          ...options,
          archive: set.archive,
          directory: unfinished,
          onProgress: fraction => {
            progress('unpack', Math.round(fraction * bytes), bytes);
          },
        }));
    signal?.throwIfAborted();
    await writeDataSetRecord(unfinished, set, contents);
    await putInPlace(unfinished, directory, state.kind === 'damaged');
    return {...contents, from, archives};
  } catch (error) {
    await rm(unfinished, {recursive: true, force: true}).catch(() => undefined);
    signal?.throwIfAborted();
    // Another program has made it in between.
    const now = await readDataSetState(directory, set, {signal}).catch(() => undefined);
    if (now?.kind === 'whole') {
      return {...now.contents, from: 'disk', archives: []};
    }
    throw ioError(`making ${directory}`, error);
  }
}

async function ensureArchives(
  {name, files}: PublishedDataSet,
  {store, mirror, onProgress, ...options}: EnsureDataSetOptions,
): Promise<{archives: string[]; from: 'cache' | 'download'}> {
  const total = files.reduce((sum, {bytes}) => sum + bytes, 0);
  const archives: string[] = [];
  let from: 'cache' | 'download' = 'cache';
  let before = 0;
  for (const file of files) {
    const key = `${name}/${file.name}`;
    const urls = mirror === undefined ? file.urls : [mirrorAddress(mirror, file.name, `download of ${name}`)];
    const found = await ensureFromMirrors({...file, urls}, key, store, {
      ...options,
      ifRange: true,
      maxBytes: file.bytes,
      onProgress: ({phase, done}) => {
        onProgress?.({phase, done: before + done, total});
      },
    });
    from = found === 'cache' ? from : 'download';
    before += file.bytes;
    archives.push(store.locate(key));
  }
  return {archives, from};
}

/** Copies files that need no unpacking. */
async function copyAll(
  {files}: PublishedDataSet,
  archives: readonly string[],
  directory: string,
): Promise<DataSetContents> {
  const copied: RecordedFile[] = [];
  for (const [i, {name}] of files.entries()) {
    const path = join(directory, name);
    await copyFile(archives[i] ?? '', path);
    copied.push({path: name, bytes: (await stat(path)).size, sha256: (await fileDigest(path)) ?? ''});
  }
  return {files: copied, skipped: []};
}

/** Renames the folder to its name; one with damaged files makes room. */
async function putInPlace(unfinished: string, directory: string, isThere: boolean): Promise<void> {
  const former = temporaryPath(directory);
  if (isThere) {
    await rename(directory, former);
  } else {
    // An empty folder; where there is none, or one that is not empty, `rename` says what is wrong.
    await rmdir(directory).catch(() => undefined);
  }
  try {
    await rename(unfinished, directory);
  } catch (error) {
    await (isThere ? rename(former, directory) : Promise.resolve());
    throw error;
  }
  await syncDirectory(dirname(directory));
  if (isThere) {
    await rm(former, {recursive: true, force: true});
  }
}

function named(name: string): RegExp {
  return new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

function notOurs({name}: PublishedDataSet, directory: string, received: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: `folder ${directory}`,
    problem: 'there are files that are not of this data set; they stay as they are.',
    expected: `a new or empty folder, or the data set ${name}`,
    received,
    fix: 'choose another folder (--out, or {out}), or move these files',
  });
}
