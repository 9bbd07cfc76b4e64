import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import {sha256Of} from '../../../../src/disk/digest.node.js';
import {
  readDataSetState,
  writeDataSetRecord,
} from '../../../../src/pretrained/data-sets/data-set-record.node.js';
import {photoSet} from '../../../support/archives';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
const set = photoSet(new Uint8Array(3));
const contents = {
  files: [
    {path: 'cat/1.jpg', bytes: 3, sha256: sha256Of('one')},
    {path: 'dog/1.jpg', bytes: 3, sha256: sha256Of('two')},
  ],
  skipped: [{file: 'PetImages/Cat/666.jpg', reason: 'It is empty.'}],
};
let directory = '';
beforeEach(async () => {
  directory = mkdtempSync(join(root, 'case-'));
  mkdirSync(join(directory, 'cat'));
  mkdirSync(join(directory, 'dog'));
  writeFileSync(join(directory, 'cat/1.jpg'), 'one');
  writeFileSync(join(directory, 'dog/1.jpg'), 'two');
  await writeDataSetRecord(directory, set, contents);
});

describe('the record of a data set', () => {
  it('finds a whole folder, and reports the bytes that it compared', async () => {
    const told: number[][] = [];
    const state = await readDataSetState(directory, set, {onProgress: (...at) => told.push(at)});
    expect(state).toEqual({kind: 'whole', contents});
    expect(told).toEqual([
      [3, 6],
      [6, 6],
    ]);
    // Files of one's own do not make it less whole.
    writeFileSync(join(directory, 'notes.txt'), 'x');
    expect((await readDataSetState(directory, set)).kind).toBe('whole');
  });

  it('names files that are missing, changed or cut short, and those of somebody else', async () => {
    writeFileSync(join(directory, 'cat/1.jpg'), 'oNe');
    expect(await readDataSetState(directory, set)).toEqual({
      kind: 'damaged',
      files: ['cat/1.jpg'],
      others: [],
    });
    writeFileSync(join(directory, 'cat/1.jpg'), 'on');
    rmSync(join(directory, 'dog'), {recursive: true});
    writeFileSync(join(directory, 'cat/mine.jpg'), 'x');
    writeFileSync(join(directory, '.DS_Store'), 'x');
    expect(await readDataSetState(directory, set)).toEqual({
      kind: 'damaged',
      files: ['cat/1.jpg', 'dog/1.jpg'],
      others: ['cat/mine.jpg'],
    });
  });

  it('tells no folder and an empty one from one of somebody else', async () => {
    expect(await readDataSetState(join(directory, 'none'), set)).toEqual({kind: 'missing'});
    mkdirSync(join(directory, 'empty'));
    expect(await readDataSetState(join(directory, 'empty'), set)).toEqual({kind: 'missing'});
    expect((await readDataSetState(join(directory, 'cat'), set)).kind).toBe('foreign');
    const other = {...set, files: set.files.map(file => ({...file, digest: {...file.digest, hex: '0'}}))};
    expect((await readDataSetState(directory, other)).kind).toBe('foreign');
    writeFileSync(join(directory, '.data-set.json'), '{"name": "pets"');
    expect((await readDataSetState(directory, set)).kind).toBe('foreign');
  });
});
