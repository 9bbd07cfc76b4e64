import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import sharp from 'sharp';
import {beforeAll, describe, expect, it} from 'vitest';
import {openPhotos} from '../../../../src/data/open-photos.node';
import {labelShards, readShards} from '../../../../src/data/shards/read-shards.node';
import type {OpenedShards} from '../../../../src/data/shards/open-shards.node';
import {tarBytes} from '../../../support/tar-bytes';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();

async function jpegOf(level: number): Promise<Buffer> {
  return sharp({create: {width: 20, height: 16, channels: 3, background: {r: level, g: 0, b: 0}}})
    .jpeg()
    .toBuffer();
}

beforeAll(async () => {
  mkdirSync(join(root, 'foreign'));
  // Two shards with the same keys, as WebDataset allows.
  for (const shard of [0, 1]) {
    const entries = [];
    for (const i of [0, 1, 2]) {
      const key = `folder/00${i}`;
      const content = shard === 1 && i === 2 ? 'no photo' : await jpegOf(60 * i + 10 * shard);
      entries.push({name: `${key}.jpg`, content}, {name: `${key}.cls`, content: String(i)});
    }
    writeFileSync(join(root, 'foreign', `x-${shard}.tar`), tarBytes(entries));
  }
});

describe('readShards', () => {
  it('lists the photos of shards of another program, and each is read with its own pixels', async () => {
    for (const place of [join(root, 'foreign'), join(root, 'foreign/x-{0..1}.tar')]) {
      const list = await readShards(place);
      expect(list.classes).toEqual(['0', '1', '2']);
      expect(list.photos.map(({name, label}) => `${name} ${label}`)).toEqual(
        ['0', '1'].flatMap(shard => [0, 1, 2].map(i => `x-${shard}.tar/folder/00${i}.jpg ${i}`)),
      );
      const photos = await openPhotos(list, {resizeShorterSide: 16, cacheBytes: 2000});
      expect(photos.count).toBe(5);
      expect(photos.skipped).toEqual([
        {
          file: join(root, 'foreign/x-1.tar/folder/002.jpg'),
          reason: 'It is not an image in a format that can be read.',
        },
      ]);
      const bytes = await photos.read([4, 0, 3, 2]);
      const reds = [0, 1, 2, 3].map(i => bytes[i * 16 * 16 * 3] ?? 0);
      [70, 0, 10, 120].forEach((red, i) => {
        expect(Math.abs(red - (reds[i] ?? 0))).toBeLessThan(4);
      });
      const encoded = await photos.encoded(0);
      expect(Buffer.from(encoded as Uint8Array)).toEqual(await jpegOf(0));
      photos.dispose();
    }
  });

  it('names the classes of numbers in the order that is asked for', async () => {
    const list = await readShards(join(root, 'foreign'), {classes: ['cat', 'dog', 'owl']});
    expect(list.photos.slice(0, 3).map(({label}) => list.classes[label])).toEqual(['cat', 'dog', 'owl']);
    await expect(readShards(join(root, 'foreign'), {classes: ['cat', 'dog']})).rejects.toThrow(
      /label of "x-0.tar\/folder\/002.jpg" is no position[^]*below 2[^]*received: 2/,
    );
  });

  it('says what is missing where there are no shards', async () => {
    mkdirSync(join(root, 'empty'));
    await expect(readShards(join(root, 'empty'))).rejects.toThrow(/neither an index nor a shard/);
  });
});

describe('labelShards', () => {
  const packed = {
    bytes: 1,
    sha256: '',
    position: 0,
    isRemote: false,
    read: () => Promise.resolve(new Uint8Array(1)),
  };
  const sample = (name: string, label: number): OpenedShards['samples'][number] => ({
    file: name,
    name,
    label,
    packed,
  });
  const shards: OpenedShards = {
    classes: ['cat', 'dog', 'owl'],
    samples: [sample('b', 1), sample('a', 0), sample('c', 1)],
    skipped: [],
    checksum: 'x',
  };

  it('takes the classes of the index, in any order, and leaves others out by name', () => {
    expect(labelShards(shards, 'x').photos.map(({name, label}) => [name, label])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 1],
    ]);
    const {photos, skipped} = labelShards(shards, 'x', {classes: ['dog']});
    expect(photos.map(({name, label}) => [name, label])).toEqual([
      ['b', 0],
      ['c', 0],
    ]);
    expect(skipped).toEqual([{file: 'a', reason: 'Its class "cat" is not among the classes dog.'}]);
  });

  it('refuses a class without photos, and labels that make more classes than there are photos', () => {
    expect(() => labelShards(shards, 'x', {classes: ['cat', 'owl']})).toThrow(/no photo of class "owl"/);
    expect(labelShards(shards, 'x', {classes: ['cat', 'owl'], requireEveryClass: false}).photos).toHaveLength(
      1,
    );
    const numbered = {...shards, classes: undefined, samples: [sample('a', 999_999_999)]};
    expect(() => labelShards(numbered, 'x')).toThrow(/more classes than photos[^]*label 999999999/);
  });
});
