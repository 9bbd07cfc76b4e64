import {mkdtempSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readBinaryImages} from '../../../../src/data/binary/read-binary-images.node.js';
import {openPhotos} from '../../../../src/data/open-photos.node.js';
import {countPerClass} from '../../../../src/data/photo-list';
import {CIFAR10_CLASSES, valueAt, writeCifar10, writeMnist} from '../../../support/binary-images';
import {temporaryDirectory} from '../../../support/temporary-directory';

describe('readBinaryImages', () => {
  const root = temporaryDirectory();
  const folderOf = (write: (directory: string) => void): string => {
    const directory = mkdtempSync(join(root, 'case-'));
    write(directory);
    return directory;
  };
  const cifar = folderOf(writeCifar10);
  const mnist = folderOf(writeMnist);

  it('is a source of the very pixels, through the decoder of photos', async () => {
    const photos = await openPhotos(await readBinaryImages(cifar, {set: 'test'}), {resizeShorterSide: 32});
    expect([photos.count, photos.classes, photos.imageShape, photos.skipped]).toEqual([
      10,
      CIFAR10_CLASSES,
      [32, 32, 3],
      [],
    ]);
    const data = await photos.read([3]);
    const expected = Uint8Array.from({length: 3072}, (_, i) =>
      valueAt(99, 3, (i % 3) * 1024 + Math.floor(i / 3)),
    );
    expect(Buffer.from(data).equals(expected)).toBe(true);
    photos.dispose();
  });

  it('is decoded again where the memory for kept images is small, and scaled to other sizes', async () => {
    const list = await readBinaryImages(mnist);
    const kept = await openPhotos(list, {resizeShorterSide: 28});
    const decoded = await openPhotos(list, {resizeShorterSide: 28, cacheBytes: 0});
    expect([kept.keptCount, decoded.keptCount]).toEqual([20, 0]);
    expect(await decoded.read([7, 2])).toEqual(await kept.read([7, 2]));
    expect(decoded.fingerprint).toBe(kept.fingerprint);
    const larger = await openPhotos(list, {resizeShorterSide: 40});
    expect((await larger.read([0])).length).toBe(40 * 40 * 3);
    for (const source of [kept, decoded, larger]) {
      source.dispose();
    }
  });

  it('puts the classes into the requested order, and leaves out others', async () => {
    const list = await readBinaryImages(cifar, {classes: ['dog', 'cat']});
    expect([list.classes, countPerClass(list)]).toEqual([
      ['dog', 'cat'],
      [4, 4],
    ]);
    expect(list.skipped).toHaveLength(32);
    expect(list.skipped[0]?.reason).toContain('is not among the classes dog, cat.');
    await expect(readBinaryImages(cifar, {classes: ['dog', 'cats']})).rejects.toThrow(
      /no image of class "cats"/,
    );
    const some = await readBinaryImages(cifar, {classes: ['dog', 'cats'], requireEveryClass: false});
    expect(countPerClass(some)).toEqual([4, 0]);
  });

  it('names numeric labels where all names are given, and chooses numbers where some are', async () => {
    const names = 'abcdefghij'.split('');
    const named = await readBinaryImages(mnist, {classes: names});
    expect([named.classes, countPerClass(named)]).toEqual([names, names.map(() => 2)]);
    const chosen = await readBinaryImages(mnist, {classes: ['7', '1']});
    expect(countPerClass(chosen)).toEqual([2, 2]);
    await expect(readBinaryImages(mnist, {classes: ['a', 'b']})).rejects.toThrow(
      /no image of class "a", "b"/,
    );
  });

  it('refuses what it does not know', async () => {
    await expect(readBinaryImages(cifar, {set: 'validation' as 'test'})).rejects.toThrow(/unknown set/);
    await expect(readBinaryImages(cifar, {sets: 'test'} as object)).rejects.toThrow(/sets/);
    await expect(readBinaryImages(root)).rejects.toMatchObject({code: 'bad-data'});
  });
});
