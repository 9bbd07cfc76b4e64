// @isolated: replaces modules by vi.mock.
import {createHash} from 'node:crypto';
import {mkdir, readFile, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import {describe, expect, it, vi} from 'vitest';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node';
import {temporaryDirectory} from '../../support/drawn-photos';
import {expectAlexNetError} from '../../support/matchers';

async function contents(dir: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(dir, {recursive: true})).sort()) {
    if (name.endsWith('.jpg')) {
      files[name] = createHash('sha256')
        .update(await readFile(join(dir, name)))
        .digest('hex');
    }
  }
  return files;
}

describe('drawCatsAndDogs', () => {
  it('has the expected defaults', async () => {
    const root = await temporaryDirectory();
    const [dir, large, seeded] = [join(root, 'drawn'), join(root, 'large'), join(root, 'seeded')];
    expect(await drawCatsAndDogs(dir, {sizePx: 16})).toEqual({files: 400, classes: ['cat', 'dog']});
    expect((await readdir(dir)).sort()).toEqual(['cat', 'dog']);
    const [cats, dogs] = [await readdir(join(dir, 'cat')), await readdir(join(dir, 'dog'))];
    expect([cats.length, dogs.length]).toEqual([200, 200]);
    expect(cats.sort()[0]).toBe('cat.000.jpg');
    await drawCatsAndDogs(large, {count: 2});
    expect(await sharp(join(large, 'dog', 'dog.1.jpg')).metadata()).toMatchObject({
      format: 'jpeg',
      width: 96,
      height: 96,
    });
    // An image does not depend on how many there are; its name does.
    await drawCatsAndDogs(seeded, {count: 10, seed: 1, sizePx: 16});
    const [all, few] = [await contents(dir), await contents(seeded)];
    expect(Object.values(few)).toEqual(
      Object.keys(few).map(name => all[name.replace(/(\d)\.jpg$/, '00$1.jpg')]),
    );
  });

  it('draws the same bytes for the same seed, other images for another, and no image twice', async () => {
    const root = await temporaryDirectory();
    const draw = async (name: string, seed: number): Promise<Record<string, string>> => {
      await drawCatsAndDogs(join(root, name), {count: 20, seed, sizePx: 32});
      return contents(join(root, name));
    };
    const [one, again, other] = [await draw('a', 1), await draw('b', 1), await draw('c', 2)];
    expect(again).toEqual(one);
    expect(new Set([...Object.values(one), ...Object.values(other)]).size).toBe(40);
  });

  it('tells how far it is, and stops when asked, leaving nothing behind', async () => {
    const root = await temporaryDirectory();
    const seen: number[] = [];
    await drawCatsAndDogs(join(root, 'all'), {
      count: 7,
      onProgress: (done, total) => seen.push(done / total),
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map(done => done / 7));
    const controller = new AbortController();
    const stopped = drawCatsAndDogs(join(root, 'some'), {
      count: 50,
      signal: controller.signal,
      onProgress: done => {
        if (done === 5) {
          controller.abort();
        }
      },
    });
    await expect(stopped).rejects.toMatchObject({name: 'AbortError'});
    expect(await readdir(root)).toEqual(['all']);
  });

  it('makes the folders on the way and takes an empty one', async () => {
    const root = await temporaryDirectory();
    const dir = join(root, 'a', 'b');
    await mkdir(dir, {recursive: true});
    expect(await drawCatsAndDogs(dir, {count: 3, sizePx: 16})).toMatchObject({files: 3});
    expect((await readdir(join(dir, 'cat'))).length).toBe(2);
    await drawCatsAndDogs(join(root, 'c', 'd', 'e'), {count: 2, sizePx: 16});
    expect(await readdir(join(root, 'c', 'd', 'e', 'dog'))).toEqual(['dog.1.jpg']);
  });

  it('overwrites nothing', async () => {
    const root = await temporaryDirectory();
    await writeFile(join(root, 'mine.txt'), 'kept');
    await expectAlexNetError(
      () => drawCatsAndDogs(root, {count: 2}),
      'bad-state',
      'mine.txt',
      'name another folder',
    );
    expect(await readFile(join(root, 'mine.txt'), 'utf8')).toBe('kept');
    expect(await readdir(root)).toEqual(['mine.txt']);
    await expectAlexNetError(
      () => drawCatsAndDogs(join(root, 'mine.txt', 'drawn'), {count: 2}),
      'io',
      'ENOTDIR',
      'name another folder',
    );
  });

  it('names a wrong option', async () => {
    const dir = join(await temporaryDirectory(), 'drawn');
    await expectAlexNetError(() => drawCatsAndDogs(dir, {count: 1}), 'bad-argument', 'count = 1');
    await expectAlexNetError(() => drawCatsAndDogs(dir, {sizePx: 8}), 'bad-argument', 'sizePx = 8');
    await expectAlexNetError(() => drawCatsAndDogs(dir, {seed: 0.5}), 'bad-argument', 'seed = 0.5');
    await expectAlexNetError(() => drawCatsAndDogs('', {}), 'bad-argument', 'dir = ""');
  });

  it('says what to type where sharp is missing', async () => {
    vi.resetModules();
    vi.doMock('sharp', () => {
      throw new Error('Cannot find package sharp');
    });
    const {drawCatsAndDogs: drawWithout} = await import('../../../src/data/drawn-photos.node');
    const error: unknown = await drawWithout('never-made').catch((thrown: unknown) => thrown);
    vi.doUnmock('sharp');
    expect(error).toMatchObject({code: 'unsupported', fix: 'npm i sharp@^0.35.0'});
  });
});
