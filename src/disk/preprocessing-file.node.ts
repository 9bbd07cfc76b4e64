/**
 * The file `preprocessing.json` of a model directory.
 *
 * It belongs to the model beside it, and two files cannot be replaced at once. So a new one is first written as
 * `preprocessing.next.json`, then model.json is replaced, which names its digest, and then it gets its name. A reader that
 * finds the first name takes that file if model.json names it: after a crash at any moment a model has its own preprocessing.
 */
import {readFile, rename} from 'node:fs/promises';
import {join} from 'node:path';
import {parsePreprocessing, serializePreprocessing, type Preprocessing} from '../core/preprocessing';
import {errorCode, ioError, syncDirectory, writeFileAtomic} from './atomic-file.node.js';
import {DirectoryLock} from './directory-lock.node.js';
import {parseSealed, sealJson} from './sealed-json.node.js';

const NAME = 'preprocessing.json';
const NEXT = 'preprocessing.next.json';

/** Writes the preprocessing of a directory whose model is always of the same: a run's. */
export async function writePreprocessing(directory: string, preprocessing: Preprocessing): Promise<void> {
  await writeFileAtomic(join(directory, NAME), textOf(preprocessing));
}

/**
 * Writes a model with its preprocessing.
 *
 * @param writeModel replaces model.json by one whose field `preprocessing` is the digest that it gets.
 */
export async function writeWithPreprocessing(
  directory: string,
  preprocessing: Preprocessing,
  writeModel: (digest: string) => Promise<unknown>,
): Promise<string> {
  const path = join(directory, NAME);
  const text = textOf(preprocessing);
  // Two writers of one directory would mix their files.
  const lock = await DirectoryLock.acquireIfPossible(directory);
  try {
    // An earlier writing was killed before its last step.
    if ((await preprocessingPath(directory)) !== path) {
      await rename(join(directory, NEXT), path);
    }
    await writeFileAtomic(join(directory, NEXT), text);
    await writeModel(digestIn(text) ?? '');
    await rename(join(directory, NEXT), path);
    await syncDirectory(directory);
  } finally {
    await lock?.release();
  }
  return path;
}

/** Path of the preprocessing that belongs to the model of a directory, whether it exists or not. */
export async function preprocessingPath(directory: string): Promise<string> {
  const read = (name: string): Promise<string> => readFile(join(directory, name), 'utf8').catch(() => '{}');
  const next = digestIn(await read(NEXT));
  const isNext = next !== undefined && next === fieldIn(await read('model.json'), 'preprocessing');
  return join(directory, isNext ? NEXT : NAME);
}

/** Reads the preprocessing of a directory and checks its digest; undefined where there is none. */
export async function readPreprocessing(directory: string): Promise<Preprocessing | undefined> {
  const path = await preprocessingPath(directory);
  try {
    return parsePreprocessing(parseSealed(await readFile(path, 'utf8'), path), path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw ioError(`reading ${path}`, error);
  }
}

function textOf(preprocessing: Preprocessing): string {
  const fields = JSON.parse(serializePreprocessing(preprocessing)) as object;
  return `${sealJson(fields, {indent: 2})}\n`;
}

function digestIn(text: string): string | undefined {
  return fieldIn(text, 'sha256');
}

function fieldIn(text: string, name: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Record<string, unknown> | null)?.[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
