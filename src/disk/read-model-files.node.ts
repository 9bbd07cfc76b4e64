import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {AlexNetError} from '../errors';
import {parseModelJson, type ModelJson} from '../formats/tfjs/model-json';
import {ioError} from './atomic-file.node.js';
import {sha256Of} from './digest.node.js';
import {readConsistently} from './read-consistently.node.js';
import {openSealed} from './sealed-json.node.js';

/** Weight files that `fileSystemIO` writes: the name carries the first 16 hex digits of the sha256. */
export const OWN_WEIGHTS = /^weights-([0-9a-f]{16})\.bin$/;

/** The content of `model.json` and the bytes of its weight files. */
export interface ModelFiles {
  model: ModelJson;
  /** The weight files joined in the order of model.json. */
  weights: Uint8Array<ArrayBuffer>;
}

/**
 * Reads `model.json` and the weight files of a directory, and verifies sizes and digests. A path never leads out of the
 * directory.
 */
export async function readModelFiles(directory: string): Promise<ModelFiles> {
  return readConsistently(directory, () => readOnce(directory));
}

async function readOnce(directory: string): Promise<ModelFiles> {
  const path = join(directory, 'model.json');
  const model = parseModelJson(await readBytes(path), path);
  openSealed(model.json, path);
  const files = await Promise.all(model.paths.map(name => readBytes(join(directory, name))));
  files.forEach((bytes, i) => {
    const name = model.paths[i] ?? '';
    const expected = OWN_WEIGHTS.exec(name)?.[1];
    const actual = sha256Of(bytes).slice(0, 16);
    if (expected !== undefined && expected !== actual) {
      throw damaged(
        join(directory, name),
        'the weights are damaged.',
        `sha256 ${expected}…`,
        `sha256 ${actual}…`,
      );
    }
  });
  const length = files.reduce((total, file) => total + file.length, 0);
  if (length !== model.byteCount) {
    throw damaged(
      path,
      'the weight files do not have the size that model.json asks for.',
      `${model.byteCount} bytes of weights`,
      `${length} bytes in ${model.paths.join(', ')}`,
    );
  }
  const weights = new Uint8Array(length);
  let offset = 0;
  for (const file of files) {
    weights.set(file, offset);
    offset += file.length;
  }
  return {model, weights};
}

async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw ioError(`reading ${path}`, cause);
  });
}

function damaged(where: string, problem: string, expected: string, received: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-weights',
    where,
    problem,
    expected,
    received,
    fix: 'restore the model from a copy, or save it again',
  });
}
