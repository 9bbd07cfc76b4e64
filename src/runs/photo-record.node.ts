/**
 * `photos.json` of a run: the names of its photos.
 *
 * A checkpoint knows its photos by a hash. The names say in words what changed, and keep the two sets apart where a run is
 * resumed with other photos: a training photo never becomes a validation photo.
 */
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {PhotoList} from '../data/photo-list';
import type {PhotoSplit} from '../data/split-photos';
import {errorCode, ioError, writeFileAtomic} from '../disk/atomic-file.node.js';
import {parseSealed, sealJson} from '../disk/sealed-json.node.js';
import {AlexNetError} from '../errors';

/** Names of the photos in both sets, as paths inside their folders. */
export interface PhotoRecord {
  training: readonly string[];
  validation: readonly string[];
}

/** Two sets of photos, open or listed. */
interface NamedSets {
  training: {names: readonly string[]};
  validation: {names: readonly string[]};
}

const NAME = 'photos.json';
const SETS = ['training', 'validation'] as const;
const SHOWN = 5;

/** Writes the record of a run. */
export async function writePhotoRecord(directory: string, {training, validation}: NamedSets): Promise<void> {
  const record: PhotoRecord = {training: training.names, validation: validation.names};
  await writeFileAtomic(join(directory, NAME), `${sealJson(record)}\n`);
}

/** Reads the record of a run; undefined where there is none (a run of an earlier version). */
export async function readPhotoRecord(directory: string): Promise<PhotoRecord | undefined> {
  const path = join(directory, NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw ioError(`reading ${path}`, error);
  }
  const record = parseSealed(text, path) as Partial<PhotoRecord> | string | null;
  if (typeof record !== 'object' || !SETS.every(set => Array.isArray(record?.[set]))) {
    throw new AlexNetError({
      code: 'bad-data',
      where: path,
      problem: "this is not the list of a run's photos.",
      expected: '{"training": […], "validation": […]}',
      received: text.slice(0, 60),
      fix: 'restore the file from a copy, or delete it',
    });
  }
  const {training, validation} = record as PhotoRecord;
  return {training, validation};
}

/** Splits photos into the sets of the record; photos that it does not name are training photos. */
export function splitAsRecorded<T extends PhotoList>(list: T, {validation}: PhotoRecord): PhotoSplit<T> {
  const names = new Set(validation);
  return {
    training: {...list, photos: list.photos.filter(({name}) => !names.has(name))},
    validation: {...list, photos: list.photos.filter(({name}) => names.has(name)), skipped: []},
  };
}

/** What changed since the record was written: "24 training and 6 validation photos then, 23 and 6 now; gone: cat/1.jpg". */
export function describeChangedPhotos(record: PhotoRecord, now: NamedSets): string {
  const before = new Set([...record.training, ...record.validation]);
  const after = new Set([...now.training.names, ...now.validation.names]);
  const gone = [...before].filter(name => !after.has(name));
  const added = [...after].filter(name => !before.has(name));
  const counts =
    `${record.training.length} training and ${record.validation.length} validation photos then, ` +
    `${now.training.names.length} and ${now.validation.names.length} now`;
  const changes = [...listed('gone', gone), ...listed('new', added)];
  return [
    counts,
    ...(changes.length > 0 ? changes : ['the same names: a file, a set or the order changed']),
  ].join('; ');
}

function listed(what: string, names: readonly string[]): string[] {
  const rest = names.length - SHOWN;
  return names.length === 0
    ? []
    : [`${what}: ${names.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
}

/** The error of a resumed run with other photos, with the names of those that changed. */
export async function inWords(error: unknown, directory: string, now: NamedSets): Promise<unknown> {
  const {differing} = (error instanceof AlexNetError ? (error.details ?? {}) : {}) as {differing?: unknown};
  if (!(error instanceof AlexNetError) || !Array.isArray(differing)) {
    return error;
  }
  const record = differing.some(name => name === 'data' || name === 'validation')
    ? await readPhotoRecord(directory)
    : undefined;
  if (record === undefined) {
    return error;
  }
  const {code, where, problem, expected, received = '', fix, details} = error;
  const changes = describeChangedPhotos(record, now);
  return new AlexNetError({
    code,
    where,
    problem,
    expected,
    received: `${received}. ${changes}`,
    fix,
    details,
    cause: error,
  });
}
