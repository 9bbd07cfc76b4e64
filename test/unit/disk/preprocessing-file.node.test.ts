import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parsePreprocessing} from '../../../src/core/preprocessing';
import {readPreprocessing, writePreprocessing} from '../../../src/disk/preprocessing-file.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

describe('the file preprocessing.json', () => {
  const path = join(temporaryDirectory(), 'preprocessing.json');

  it('is undefined where there is none', async () => {
    expect(await readPreprocessing(path)).toBeUndefined();
  });

  it('reads what was written, and so does the reader without a disk', async () => {
    await writePreprocessing(path, TINY_PREPROCESSING);
    expect(await readPreprocessing(path)).toEqual(TINY_PREPROCESSING);
    expect(parsePreprocessing(readFileSync(path, 'utf8'))).toEqual(TINY_PREPROCESSING);
  });

  it('is refused after an edit, until the digest is removed', async () => {
    await writePreprocessing(path, TINY_PREPROCESSING);
    const edited = readFileSync(path, 'utf8').replace('"dark"', '"night"');
    writeFileSync(path, edited);
    await expectAlexNetError(() => readPreprocessing(path), 'bad-weights', path, 'remove the field "sha256"');
    writeFileSync(path, edited.replace(/,\s*"sha256": "\w+"/, ''));
    expect((await readPreprocessing(path))?.classes).toEqual(['night', 'light']);
  });

  it('is a system error where it cannot be read', async () => {
    await expectAlexNetError(() => readPreprocessing(join(path, 'x')), 'io', 'ENOTDIR');
  });
});
