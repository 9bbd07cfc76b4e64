import {mkdir, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {isSystemFolder, listFiles} from '../../../src/data/list-files.node';
import {temporaryDirectory, writeFiles} from '../../support/drawn-photos';
import {expectAlexNetError} from '../../support/matchers';

async function folderOf(...names: string[]): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFiles(directory, Object.fromEntries(names.map(name => [name, 'x'])));
  return directory;
}

const listed = (directory: string, keep?: string[]): ReturnType<typeof listFiles> =>
  listFiles(directory, {where: 'test', keep});

describe('listFiles', () => {
  it('lists a directory under its own name, whatever the names of links to it', async () => {
    for (const link of ['0', 'a', 'zz']) {
      const directory = await folderOf('dog/1.jpg', 'dog/old/2.jpg', 'cat/3.jpg');
      await symlink(join(directory, 'dog'), join(directory, link));
      await symlink(join(directory, 'dog/old'), join(directory, 'cat', link));
      const {names, skipped} = await listed(directory);
      expect(names).toEqual(['cat/3.jpg', 'dog/1.jpg', 'dog/old/2.jpg']);
      expect(skipped).toEqual([
        {
          file: join(directory, link),
          reason: 'It is the same directory as "dog", and is listed under that name.',
        },
        {
          file: join(directory, 'cat', link),
          reason: 'It is the same directory as "dog/old", and is listed under that name.',
        },
      ]);
    }
  });

  it('lists a directory outside under the link that is nearest to the top', async () => {
    const outside = await folderOf('1.jpg', 'inner/2.jpg');
    const directory = await folderOf('a/3.jpg');
    await symlink(outside, join(directory, 'a/link'));
    await symlink(outside, join(directory, 'z'));
    await symlink(join(outside, 'inner'), join(directory, 'a/inner'));
    const {names, skipped} = await listed(directory);
    expect(names).toEqual(['a/3.jpg', 'z/1.jpg', 'z/inner/2.jpg']);
    expect(skipped.map(({file}) => file)).toEqual(['a/inner', 'a/link'].map(name => join(directory, name)));
  });

  it('ends at links that lead back, and names none of them', async () => {
    const directory = await folderOf('a/b/1.jpg');
    await symlink(directory, join(directory, 'a/loop'));
    await symlink(join(directory, 'a'), join(directory, 'a/b/loop'));
    expect(await listed(directory)).toEqual({names: ['a/b/1.jpg'], skipped: []});
  });

  it('leaves out the folders that systems make beside photos, unless a class has that name', async () => {
    const systems = [
      '@eaDir',
      '__MACOSX',
      '.thumbnails',
      'lost+found',
      '$RECYCLE.BIN',
      'System Volume Information',
      '#recycle',
      '@Recycle',
      'found.000',
      'RECYCLER',
      '~snapshot',
    ];
    expect(systems.filter(name => !isSystemFolder(name))).toEqual([]);
    expect(['cat', 'thumbnails', '1', 'lost', '$5', 'found'].filter(isSystemFolder)).toEqual([]);
    const directory = await folderOf(
      'cat/1.jpg',
      ...systems.flatMap(name => [`${name}/cat.1.jpg`, `cat/${name}/1.jpg`]),
    );
    expect(await listed(directory)).toEqual({names: ['cat/1.jpg'], skipped: []});
    expect((await listed(directory, ['@eaDir'])).names).toEqual([
      '@eaDir/cat.1.jpg',
      'cat/1.jpg',
      'cat/@eaDir/1.jpg',
    ]);
  });

  it('says why a directory cannot be listed', async () => {
    const directory = await folderOf('file');
    await mkdir(join(directory, 'empty'));
    expect((await listed(join(directory, 'empty'))).names).toEqual([]);
    await expectAlexNetError(() => listed(join(directory, 'none')), 'bad-data', 'no such directory', 'fix: ');
    await expectAlexNetError(() => listed(join(directory, 'file')), 'bad-data', 'this is a file', 'fix: ');
  });
});
