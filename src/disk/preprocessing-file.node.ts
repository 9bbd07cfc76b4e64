import {readFile} from 'node:fs/promises';
import {parsePreprocessing, serializePreprocessing, type Preprocessing} from '../core/preprocessing';
import {errorCode, ioError, writeFileAtomic} from './atomic-file.node.js';
import {parseSealed, sealJson} from './sealed-json.node.js';

/** Writes a `preprocessing.json` with the digest of its content. */
export async function writePreprocessing(path: string, preprocessing: Preprocessing): Promise<void> {
  const fields = JSON.parse(serializePreprocessing(preprocessing)) as object;
  await writeFileAtomic(path, `${sealJson(fields, {indent: 2})}\n`);
}

/** Reads a `preprocessing.json` and checks its digest; undefined where there is none. */
export async function readPreprocessing(path: string): Promise<Preprocessing | undefined> {
  try {
    return parsePreprocessing(parseSealed(await readFile(path, 'utf8'), path), path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw ioError(`reading ${path}`, error);
  }
}
