import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {openPhotos} from '../../../src/data/open-photos.node.js';
import {readSquare} from '../../../src/data/read-square.node.js';
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

  // The first page of a process's memory is never there: reading it is an input/output error.
  it.skipIf(process.platform !== 'linux')('never takes what the system refuses for damage', async () => {
    await expectAlexNetError(() => readSquare('/proc/self/mem', 8), 'io', '/proc/self/mem', 'EIO');
    const photo = {file: '/proc/self/mem', name: 'mem', label: 0};
    const list = {photos: [photo], classes: ['cat'], skipped: [], maxPixels: 1e6};
    await expectAlexNetError(() => openPhotos(list, {resizeShorterSide: 8}), 'io', 'EIO');
  });
});
