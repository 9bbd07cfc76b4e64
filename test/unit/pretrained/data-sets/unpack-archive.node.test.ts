import {mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import {
  unpackArchive,
  type UnpackArchiveOptions,
} from '../../../../src/pretrained/data-sets/unpack-archive.node.js';
import {sha256Of} from '../../../../src/disk/digest.node.js';
import {binarySet, makeTarGz, makeZip, photoSet, type Entry} from '../../../support/archives';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
const archives = {zip: photoSet(new Uint8Array(1)).archive, tar: binarySet(new Uint8Array(1)).archive};
let directory = '';
beforeEach(() => {
  directory = join(mkdtempSync(join(root, 'case-')), 'out');
  mkdirSync(directory);
});
const listed = (): string[] =>
  readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .map(name => name.replaceAll('\\', '/'))
    .sort();

async function unpack(
  kind: keyof typeof archives,
  entries: readonly Entry[],
  more: Partial<UnpackArchiveOptions> = {},
): ReturnType<typeof unpackArchive> {
  const path = join(directory, '..', 'archive');
  writeFileSync(path, kind === 'zip' ? makeZip(entries) : makeTarGz(entries));
  const archive = archives[kind];
  if (archive === undefined) {
    throw new Error('the data set of the test has no archive');
  }
  return unpackArchive(path, {archive, directory, ...more});
}

const CATS: Entry[] = [
  {name: 'PetImages/Cat/', content: ''},
  {name: 'PetImages/Cat/2.jpg', content: 'two'},
  {name: 'PetImages/Cat/1.JPG', content: 'one'},
  {name: 'PetImages/Dog/1.jpg', content: 'dog'},
];

describe('unpackArchive', () => {
  it('takes the files of the folders it is told, and no others', async () => {
    const {files, skipped} = await unpack('zip', [
      ...CATS,
      {name: 'readme.txt', content: 'x'},
      {name: 'PetImages/Cat/Thumbs.db', content: 'x'},
      {name: 'PetImages/Cat/deep/3.jpg', content: 'x'},
      {name: 'PetImages/Cat/.4.jpg', content: 'x'},
      {name: '__MACOSX/PetImages/Cat/1.jpg', content: 'x'},
    ]);
    expect(files).toEqual([
      {path: 'cat/1.JPG', bytes: 3, sha256: sha256Of('one')},
      {path: 'cat/2.jpg', bytes: 3, sha256: sha256Of('two')},
      {path: 'dog/1.jpg', bytes: 3, sha256: sha256Of('dog')},
    ]);
    expect(skipped).toEqual([]);
    expect(listed()).toEqual(['cat', 'cat/1.JPG', 'cat/2.jpg', 'dog', 'dog/1.jpg']);
  });

  it('writes files of a tar archive to the top', async () => {
    const content = Buffer.alloc(200_000, 'abc');
    const {files} = await unpack('tar', [
      {name: 'tiny-bin/train.bin', content},
      {name: 'tiny-bin/names.txt', content: 'a\nb'},
      {name: 'tiny-bin/run.sh', content: 'x'},
    ]);
    expect(files.map(({path, bytes}) => [path, bytes])).toEqual([
      ['names.txt', 3],
      ['train.bin', 200_000],
    ]);
    expect(readFileSync(join(directory, 'train.bin')).equals(content)).toBe(true);
  });

  it('leaves out and names photos that are empty or that the check refuses', async () => {
    const {files, skipped} = await unpack(
      'zip',
      [
        ...CATS,
        {name: 'PetImages/Cat/666.jpg', content: ''},
        {name: 'PetImages/Dog/11702.jpg', content: 'bad'},
      ],
      {
        checkPhoto: bytes =>
          Promise.resolve(Buffer.from(bytes).equals(Buffer.from('bad')) ? 'It is bad.' : undefined),
      },
    );
    expect(skipped).toEqual([
      {file: 'PetImages/Cat/666.jpg', reason: 'It is empty.'},
      {file: 'PetImages/Dog/11702.jpg', reason: 'It is bad.'},
    ]);
    expect(files).toHaveLength(3);
    expect(listed()).not.toContain('cat/666.jpg');
  });

  it('holds a few photos in memory, however many there are', async () => {
    const many = Array.from({length: 60}, (_, i) => ({name: `PetImages/Cat/${i}.jpg`, content: `${i}`}));
    let [running, most] = [0, 0];
    await unpack('zip', [...CATS.slice(3), ...many], {
      checkPhoto: async () => {
        running++;
        most = Math.max(most, running);
        await new Promise(done => setTimeout(done, 1));
        running--;
        return undefined;
      },
    });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(40);
  });

  it('ends with the error of a check, and only when all checks have ended', async () => {
    let ended = 0;
    const checkPhoto = async (bytes: Uint8Array): Promise<undefined> => {
      await new Promise(done => setTimeout(done, 5));
      ended++;
      if (Buffer.from(bytes).toString() === 'two') {
        throw new Error('no memory');
      }
    };
    await expect(unpack('zip', CATS, {checkPhoto})).rejects.toThrow('no memory');
    const before = ended;
    await new Promise(done => setTimeout(done, 30));
    expect(ended).toBe(before);
  });

  it.each([
    ['a file twice', [...CATS, {name: 'PetImages/Cat/1.jpg', content: 'x'}], /is there twice/],
    ['no dogs', CATS.slice(0, 3), /not the archive of this data set/],
    ['a name outside', [...CATS, {name: '../evil.jpg', content: 'x'}], /./],
  ])('refuses an archive with %s', async (_, entries, message) => {
    await expect(unpack('zip', entries)).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(message) as string,
    });
    expect(readdirSync(join(directory, '..')).sort()).toEqual(['archive', 'out']);
  });
});
