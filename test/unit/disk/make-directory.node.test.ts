import {stat, writeFile} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {makeDirectory} from '../../../src/disk/make-directory.node.js';
import {temporaryDirectory} from '../../support/temporary-directory';

const root = temporaryDirectory();

describe('makeDirectory', () => {
  it('makes the directories on the way, and leaves those that are there', async () => {
    const folder = join(root, 'a/b/c');
    await makeDirectory(folder);
    await writeFile(join(folder, 'kept'), '');
    await makeDirectory(folder);
    expect(existsSync(join(folder, 'kept'))).toBe(true);
  });

  it('may be called several times at once', async () => {
    const folder = join(root, 'd/e');
    await Promise.all([
      makeDirectory(join(folder, 'c')),
      makeDirectory(join(folder, 'd')),
      makeDirectory(folder),
    ]);
    expect(
      (await stat(join(folder, 'c'))).isDirectory() && (await stat(join(folder, 'd'))).isDirectory(),
    ).toBe(true);
  });

  it('says what stands in the way', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(makeDirectory(join(root, 'file'))).rejects.toMatchObject({code: 'EEXIST'});
    await expect(makeDirectory(join(root, 'file/below'))).rejects.toMatchObject({code: 'ENOTDIR'});
  });

  it.skipIf(!existsSync('/proc/self'))('ends where nothing can be made', async () => {
    await expect(makeDirectory('/proc/nothing/of/the/kind')).rejects.toMatchObject({code: 'ENOENT'});
  });
});
