import {chmod, mkdir, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {photoFolder} from '../../../src/data/photo-folder.node';
import {drawPhoto, temporaryDirectory, writeFiles} from '../../support/drawn-photos';
import {expectAlexNetError} from '../../support/matchers';

async function folderOf(...names: string[]): Promise<string> {
  const directory = await temporaryDirectory();
  // The list is made of names; only files of other names are looked into.
  await writeFiles(directory, Object.fromEntries(names.map(name => [name, 'x'])));
  return directory;
}

describe('photoFolder', () => {
  it('takes labels from class folders, however deep, in alphabetical order', async () => {
    const directory = await folderOf('dog/2.jpg', 'dog/1.JPEG', 'cat/old/9.png', 'cat/a.webp');
    const folder = await photoFolder(directory);
    expect(folder.classes).toEqual(['cat', 'dog']);
    expect(folder.photos).toEqual([
      {file: join(directory, 'cat/a.webp'), name: 'cat/a.webp', label: 0},
      {file: join(directory, 'cat/old/9.png'), name: 'cat/old/9.png', label: 0},
      {file: join(directory, 'dog/1.JPEG'), name: 'dog/1.JPEG', label: 1},
      {file: join(directory, 'dog/2.jpg'), name: 'dog/2.jpg', label: 1},
    ]);
    expect(folder).toMatchObject({directory, skipped: [], maxPixels: 100_000_000});
  });

  it('takes labels from file names, in the order of `classes`', async () => {
    const directory = await folderOf('dog.2.jpg', 'cat.1.jpg', 'cat.10.jpg');
    const folder = await photoFolder(directory, {classes: ['dog', 'cat'], maxPixels: 5});
    expect(folder.photos.map(({name, label}) => [name, label])).toEqual([
      ['cat.1.jpg', 1],
      ['cat.10.jpg', 1],
      ['dog.2.jpg', 0],
    ]);
    expect(folder.maxPixels).toBe(5);
  });

  it('lists photos without labels, with label −1', async () => {
    const folder = await photoFolder(await folderOf('a.jpg', 'b.png'));
    expect(folder.classes).toEqual([]);
    expect(folder.photos.map(photo => photo.label)).toEqual([-1, -1]);
    const known = await photoFolder(await folderOf('a.jpg', 'cat.1.jpg'), {
      classes: ['dog', 'cat'],
      requireEveryClass: false,
    });
    expect(known.photos.map(photo => photo.label)).toEqual([-1, 1]);
  });

  it('ignores hidden files and names what is no image, by content where the name says nothing', async () => {
    const directory = await folderOf(
      'cat/1.jpg',
      'cat/notes.txt',
      '.hidden/cat.1.jpg',
      'cat/.DS_Store',
      'empty',
    );
    await writeFiles(directory, {
      'cat/photo': await drawPhoto(1, 'jpeg'),
      'cat/p': await drawPhoto(1, 'png'),
      'cat/w': await drawPhoto(1, 'webp'),
    });
    const folder = await photoFolder(directory);
    expect(folder.photos.map(photo => photo.name)).toEqual(['cat/1.jpg', 'cat/p', 'cat/photo', 'cat/w']);
    const reason = 'It is not an image: neither its name nor its first bytes are those of one.';
    expect(folder.skipped).toEqual([
      {file: join(directory, 'cat/notes.txt'), reason},
      {file: join(directory, 'empty'), reason},
    ]);
  });

  it('names photos of a class that was not asked for', async () => {
    const directory = await folderOf('cat/1.jpg', 'dog/1.jpg', 'bird/1.jpg');
    const folder = await photoFolder(directory, {classes: ['dog', 'cat']});
    expect(folder.photos.length).toBe(2);
    expect(folder.skipped).toEqual([
      {file: join(directory, 'bird/1.jpg'), reason: 'Its class "bird" is not among the classes dog, cat.'},
    ]);
  });

  it('follows links, visits each directory once, and names a link to nothing', async () => {
    const directory = await folderOf('cat/1.jpg');
    const other = await folderOf('2.jpg');
    await symlink(directory, join(directory, 'cat/loop'));
    await symlink(other, join(directory, 'dog'));
    await symlink(join(directory, 'nowhere'), join(directory, 'cat/broken.jpg'));
    const folder = await photoFolder(directory);
    expect(folder.photos.map(photo => photo.name)).toEqual(['cat/1.jpg', 'dog/2.jpg']);
    expect(folder.skipped).toEqual([
      {file: join(directory, 'cat/broken.jpg'), reason: 'No such file or directory (ENOENT).'},
    ]);
  });

  it('names a class that has no photo, and the nearest that has', async () => {
    const directory = await folderOf('cat/1.jpg', 'dogs/1.jpg');
    await expectAlexNetError(
      () => photoFolder(directory, {classes: ['cat', 'dog']}),
      'bad-data',
      'there is no photo of class "dog"',
      'photos of cat, dogs',
      'did you mean "dogs"?',
    );
    const folder = await photoFolder(directory, {classes: ['cat', 'dog'], requireEveryClass: false});
    expect(folder.classes).toEqual(['cat', 'dog']);
  });

  it('refuses an empty directory, one without images, a missing one, and a file', async () => {
    const empty = await temporaryDirectory();
    await mkdir(join(empty, 'cat'));
    await expectAlexNetError(() => photoFolder(empty), 'bad-data', empty, 'an empty directory', 'fix: ');
    const junk = await folderOf('notes.txt', 'list.csv');
    await expectAlexNetError(() => photoFolder(junk), 'bad-data', '2 files, none of them an image');
    const missing = join(empty, 'missing');
    await expectAlexNetError(() => photoFolder(missing), 'bad-data', 'no such directory', 'ENOENT', 'fix: ');
    await expectAlexNetError(
      () => photoFolder(join(junk, 'notes.txt')),
      'bad-data',
      'this is a file',
      'ENOTDIR',
      'pass the directory that',
    );
  });

  it.skipIf(process.getuid?.() === 0)(
    'names a directory that may not be read (skipped: root reads all)',
    async () => {
      const directory = await folderOf('cat/1.jpg', 'dog/1.jpg');
      await chmod(join(directory, 'dog'), 0);
      const folder = await photoFolder(directory);
      expect(folder.skipped).toEqual([{file: join(directory, 'dog'), reason: 'Permission denied (EACCES).'}]);
    },
  );

  it.each([
    ['an empty list', []],
    ['a class twice', ['a', 'a']],
    ['a class without a name', ['a', '']],
  ])('refuses %s of classes', async (_title, classes) => {
    await expectAlexNetError(() => photoFolder('.', {classes}), 'bad-argument', 'fix: ');
  });
});
