import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {PhotoList} from '../../../src/data/photo-list';
import {AlexNetError} from '../../../src/errors';
import {
  describeChangedPhotos,
  inWords,
  readPhotoRecord,
  splitAsRecorded,
  writePhotoRecord,
} from '../../../src/runs/photo-record.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const sets = (training: string[], validation: string[]) => ({
  training: {names: training},
  validation: {names: validation},
});

describe('the record of the photos of a run', () => {
  it('is read as it was written; undefined where there is none, refused where it was changed', async () => {
    const directory = temporaryDirectory();
    expect(await readPhotoRecord(directory)).toBeUndefined();
    await writePhotoRecord(directory, sets(['a/1', 'b/1'], ['a/2']));
    expect(await readPhotoRecord(directory)).toEqual({training: ['a/1', 'b/1'], validation: ['a/2']});
    for (const text of ['[]', 'x', '{"training":[]}']) {
      writeFileSync(join(directory, 'photos.json'), text);
      await expectAlexNetError(() => readPhotoRecord(directory), 'bad-data', 'photos.json');
    }
  });

  it('names what is gone and what is new, a few of many', () => {
    const record = {training: ['a', 'b'], validation: ['c']};
    expect(describeChangedPhotos(record, sets(['b', '1', '2', '3', '4', '5', '6'], ['c']))).toBe(
      '2 training and 1 validation photos then, 7 and 1 now; gone: a; new: 1, 2, 3, 4, 5 and 1 more',
    );
    expect(describeChangedPhotos(record, sets(['b', 'a'], ['c']))).toContain('the same names');
  });

  it('keeps a photo in its set; a new one is a training photo', () => {
    const list = {photos: ['a', 'b', 'c', 'd'].map(name => ({name})), skipped: []} as unknown as PhotoList;
    const {training, validation} = splitAsRecorded(list, {training: ['a', 'b'], validation: ['c', 'x']});
    expect(training.photos.map(({name}) => name)).toEqual(['a', 'b', 'd']);
    expect(validation.photos.map(({name}) => name)).toEqual(['c']);
  });

  it('adds the names to the error of a resumed run with other photos, and to no other', async () => {
    const directory = temporaryDirectory();
    const error = (differing: string[]): AlexNetError =>
      new AlexNetError({
        code: 'bad-state',
        where: 'resume',
        problem: 'other',
        received: 'x',
        details: {differing},
      });
    const now = sets(['a'], ['c']);
    expect(await inWords(error(['data']), directory, now)).toMatchObject({received: 'x'});
    await writePhotoRecord(directory, sets(['a', 'b'], ['c']));
    const told = (await inWords(error(['data']), directory, now)) as AlexNetError;
    expect(told.received).toContain('gone: b');
    const seed = error(['seed']);
    expect(await inWords(seed, directory, now)).toBe(seed);
  });
});
