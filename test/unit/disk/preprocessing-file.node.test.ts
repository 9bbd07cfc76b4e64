import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parsePreprocessing} from '../../../src/core/preprocessing';
import {
  preprocessingPath,
  readPreprocessing,
  writePreprocessing,
  writeWithPreprocessing,
} from '../../../src/disk/preprocessing-file.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

const OTHER = {...TINY_PREPROCESSING, classes: ['day', 'night']};

describe('the file preprocessing.json', () => {
  it('is undefined where there is none', async () => {
    expect(await readPreprocessing(temporaryDirectory())).toBeUndefined();
  });

  it('is read as it was written, also by the reader without a disk', async () => {
    const directory = temporaryDirectory();
    await writePreprocessing(directory, TINY_PREPROCESSING);
    expect(await readPreprocessing(directory)).toEqual(TINY_PREPROCESSING);
    expect(parsePreprocessing(readFileSync(join(directory, 'preprocessing.json'), 'utf8'))).toEqual(
      TINY_PREPROCESSING,
    );
  });

  it('is refused after an edit, until the digest is removed', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'preprocessing.json');
    await writePreprocessing(directory, TINY_PREPROCESSING);
    const edited = readFileSync(path, 'utf8').replace('"dark"', '"night"');
    writeFileSync(path, edited);
    await expectAlexNetError(
      () => readPreprocessing(directory),
      'bad-weights',
      path,
      'remove the field "sha256"',
    );
    writeFileSync(path, edited.replace(/,\s*"sha256": "\w+"/, ''));
    expect((await readPreprocessing(directory))?.classes).toEqual(['night', 'light']);
  });

  it('is always that of the model beside it, whatever moment a writing was killed at', async () => {
    const directory = temporaryDirectory();
    const model = join(directory, 'model.json');
    const write = (preprocessing: typeof OTHER, {replaceModel}: {replaceModel: boolean}): Promise<unknown> =>
      writeWithPreprocessing(directory, preprocessing, digest => {
        if (replaceModel) {
          writeFileSync(model, JSON.stringify({preprocessing: digest}));
        }
        return Promise.reject(new Error('killed'));
      }).catch(() => undefined);
    const classes = async (): Promise<unknown> => (await readPreprocessing(directory))?.classes;
    await writeWithPreprocessing(directory, TINY_PREPROCESSING, digest => {
      writeFileSync(model, JSON.stringify({preprocessing: digest}));
      return Promise.resolve();
    });
    await write(OTHER, {replaceModel: false});
    expect(await classes()).toEqual(TINY_PREPROCESSING.classes);
    await write(OTHER, {replaceModel: true});
    expect(await classes()).toEqual(OTHER.classes);
    // The next writing, killed before it replaces the model.
    await write(TINY_PREPROCESSING, {replaceModel: false});
    expect(await classes()).toEqual(OTHER.classes);
    expect(await preprocessingPath(directory)).toBe(join(directory, 'preprocessing.json'));
  });

  it('is written by one process at a time, together with its model', async () => {
    const directory = temporaryDirectory();
    await writeWithPreprocessing(directory, TINY_PREPROCESSING, async () => {
      await expectAlexNetError(
        () => writeWithPreprocessing(directory, OTHER, () => Promise.resolve()),
        'bad-state',
        'another process is writing it',
      );
    });
    expect(await readPreprocessing(directory)).toEqual(TINY_PREPROCESSING);
    expect(readdirSync(directory)).toEqual(['preprocessing.json']);
  });

  it('is a system error where it cannot be read', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    await expectAlexNetError(() => readPreprocessing(file), 'io', 'ENOTDIR');
  });
});
