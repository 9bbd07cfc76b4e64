/**
 * `.data-set.json` in the folder of a data set: its files with their digests, by which a later call sees that the folder is
 * whole. The folder gets its name when it is complete, so a record without its files means that somebody changed them.
 */
import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {errorCode, ioError, writeFileAtomic} from '../../disk/atomic-file.node.js';
import {parseSealed, sealJson} from '../../disk/sealed-json.node.js';
import {AlexNetError} from '../../errors';
import type {PublishedDataSet} from '../../presets/data-sets';

/** A file of a data set, with its path inside the folder. */
export interface RecordedFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** A file of the archive that is left out, with the reason. */
export interface LeftOutFile {
  file: string;
  reason: string;
}

/** The files of a data set, and those that were left out. */
export interface DataSetContents {
  files: readonly RecordedFile[];
  skipped: readonly LeftOutFile[];
}

/** State of the folder of a data set. */
export type DataSetState =
  | {kind: 'missing'}
  | {kind: 'whole'; contents: DataSetContents}
  /** Files are missing or changed; `others` are not of the data set. */
  | {kind: 'damaged'; files: string[]; others: string[]}
  /** The folder is not empty, and has no record of this data set. */
  | {kind: 'foreign'; received: string};

/** Name of the record: hidden, so that it is no file among the photos. */
const NAME = '.data-set.json';

/** Writes the record, as the last file of a folder. */
export async function writeDataSetRecord(
  directory: string,
  set: PublishedDataSet,
  {files, skipped}: DataSetContents,
): Promise<void> {
  const {name, license, source} = set;
  const record = {name, license, source, archives: digestsOf(set), skipped, files};
  await writeFileAtomic(join(directory, NAME), `${sealJson(record)}\n`);
}

/** Compares the folder with its record, byte by byte. */
export async function readDataSetState(
  directory: string,
  set: PublishedDataSet,
  {signal, onProgress}: {signal?: AbortSignal; onProgress?: (done: number, total: number) => void} = {},
): Promise<DataSetState> {
  const names = await namesIn(directory);
  if (names === undefined || names.length === 0) {
    return {kind: 'missing'};
  }
  const record = await readRecord(join(directory, NAME));
  if (record === undefined) {
    return {kind: 'foreign', received: `${names.length} files and folders, such as ${names[0] ?? ''}`};
  }
  if (record.name !== set.name || JSON.stringify(record.archives) !== JSON.stringify(digestsOf(set))) {
    return {kind: 'foreign', received: `the data set ${String(record.name)}, or another edition of it`};
  }
  const {files, skipped} = record;
  const total = files.reduce((sum, {bytes}) => sum + bytes, 0);
  const damaged: string[] = [];
  let done = 0;
  for (const {path, bytes, sha256} of files) {
    signal?.throwIfAborted();
    if ((await digestOf(join(directory, ...path.split('/')), bytes)) !== sha256) {
      damaged.push(path);
    }
    done += bytes;
    onProgress?.(done, total);
  }
  if (damaged.length === 0) {
    return {kind: 'whole', contents: {files, skipped}};
  }
  const known = new Set(files.map(({path}) => path));
  const others = (await filesIn(directory)).filter(path => !known.has(path));
  return {kind: 'damaged', files: damaged, others};
}

function digestsOf({files, archive}: PublishedDataSet): unknown {
  return {files: files.map(({digest}) => digest.hex), archive};
}

async function namesIn(directory: string): Promise<string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw ioError(`reading ${directory}`, error);
  }
}

interface DataSetRecord extends DataSetContents {
  name?: unknown;
  archives?: unknown;
}

/** The record; undefined where there is none, or none that can be read. */
async function readRecord(path: string): Promise<DataSetRecord | undefined> {
  try {
    const record = parseSealed(await readFile(path, 'utf8'), path) as Partial<DataSetRecord> | string | null;
    return typeof record === 'object' && Array.isArray(record?.files) && Array.isArray(record.skipped)
      ? (record as DataSetRecord)
      : undefined;
  } catch (error) {
    if (error instanceof AlexNetError || errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw ioError(`reading ${path}`, error);
  }
}

/** Digest of a file of this length; undefined where it is missing or has another one. */
async function digestOf(path: string, bytes: number): Promise<string | undefined> {
  try {
    if ((await stat(path)).size !== bytes) {
      return undefined;
    }
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, {highWaterMark: 1 << 20})) {
      hash.update(piece as Uint8Array);
    }
    return hash.digest('hex');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
      return undefined;
    }
    throw ioError(`reading ${path}`, error);
  }
}

/** Files that systems put into every folder that somebody looks at. */
const OF_SYSTEM = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

/** Paths of the files of a folder with '/', without the record and those of systems. */
async function filesIn(directory: string, inside = ''): Promise<string[]> {
  const entries = await readdir(join(directory, inside), {withFileTypes: true});
  const lists = await Promise.all(
    entries
      .filter(({name}) => name !== NAME && !OF_SYSTEM.includes(name))
      .map(async entry => {
        const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
        return entry.isDirectory() ? filesIn(directory, path) : [path];
      }),
  );
  return lists.flat();
}
