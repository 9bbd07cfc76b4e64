import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readSquare, throwIfOfSystem} from '../../../src/data/read-square.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('readSquare', () => {
  it('decodes a photo, and calls only bytes that do not decode damaged', async () => {
    const root = temporaryDirectory();
    await writeColorPhotos(root, {perClass: 1});
    const {bytes, layout} = await readSquare(join(root, 'cat.0.png'), 8);
    expect([bytes.length, layout]).toEqual([192, 'plain']);
    const path = join(root, 'x.jpg');
    writeFileSync(path, 'no photo');
    await expectAlexNetError(() => readSquare(path, 8), 'bad-data', path);
    rmSync(path);
    await expectAlexNetError(() => readSquare(path, 8), 'bad-data', 'no such file');
  });

  it('never takes what the system refuses for damage', async () => {
    for (const code of ['EMFILE', 'EAGAIN', 'EIO', 'ENOMEM', 'ESTALE']) {
      const error = Object.assign(new Error(`${code}: refused`), {code});
      await expectAlexNetError(
        () => {
          throwIfOfSystem('a.jpg', error);
        },
        'io',
        'a.jpg',
      );
    }
    for (const code of ['ENOENT', 'EACCES', 'EISDIR', undefined]) {
      expect(() => {
        throwIfOfSystem('a.jpg', Object.assign(new Error('of the file'), {code}));
      }).not.toThrow(/./);
    }
  });
});
