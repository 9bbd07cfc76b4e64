import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {AlexNetError} from '../errors';

/** A training saves a new best every few seconds at most; so many in a row do not change while a directory is read. */
const TRIES = 20;

/**
 * Reads files of a model directory that belong together. Another process may replace the model meanwhile, and a reader would
 * find the files of two models, or none: then it reads again.
 *
 * @param discard frees what was read in vain.
 */
export async function readConsistently<T>(
  directory: string,
  read: () => Promise<T>,
  discard: (value: T) => void = () => undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const before = await stampOf(directory);
    let value: T;
    try {
      value = await read();
    } catch (error) {
      if (attempt < TRIES && (await stampOf(directory)) !== before) {
        continue;
      }
      throw error;
    }
    if ((await stampOf(directory)) === before) {
      return value;
    }
    discard(value);
    if (attempt === TRIES) {
      throw new AlexNetError({
        code: 'bad-state',
        where: `model directory ${directory}`,
        problem: 'another process writes models there all the time.',
        expected: 'a model that stays while it is read',
        received: `${TRIES} models in a row that were replaced meanwhile`,
        fix: 'try again, or copy the directory first',
      });
    }
  }
}

/** Differs after each writing of a model, whose files are new each time. */
async function stampOf(directory: string): Promise<string> {
  const stamps = ['model.json', 'preprocessing.json'].map(async name =>
    stat(join(directory, name), {bigint: true}).then(
      ({ino, mtimeNs, size}) => [ino, mtimeNs, size].join(),
      () => '',
    ),
  );
  return (await Promise.all(stamps)).join(' ');
}
