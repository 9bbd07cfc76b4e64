import {existsSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest';
import {downloadDataSet} from '../../../src/data/download-data-set.node.js';
import {photoFolder} from '../../../src/data/photo-folder.node.js';
import {countPerClass} from '../../../src/data/photo-list';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node.js';
import {makeZip, photoSet} from '../../support/archives';
import {temporaryDirectory} from '../../support/temporary-directory';
import {startWeightServer, type WeightServer} from '../../support/weight-server';

describe('downloadDataSet', () => {
  const root = temporaryDirectory();
  let server: WeightServer;
  let directory = '';
  let zip: Uint8Array;
  beforeAll(async () => {
    await drawCatsAndDogs(join(root, 'drawn'), {count: 4, sizePx: 32});
    const photo = (name: string): Uint8Array => readFileSync(join(root, 'drawn', name));
    zip = makeZip([
      {name: 'PetImages/Cat/0.jpg', content: photo('cat/cat.0.jpg')},
      {name: 'PetImages/Cat/1.jpg', content: photo('cat/cat.2.jpg')},
      {name: 'PetImages/Cat/666.jpg', content: ''},
      {name: 'PetImages/Cat/Thumbs.db', content: 'x'},
      {name: 'PetImages/Dog/0.jpg', content: photo('dog/dog.1.jpg')},
      {name: 'PetImages/Dog/1.jpg', content: photo('dog/dog.3.jpg').subarray(0, 600)},
      {name: 'PetImages/Dog/11702.jpg', content: 'II*\0 no photo'},
      {name: 'readme[1].txt', content: 'read me'},
    ]);
  });
  beforeEach(async () => {
    vi.stubEnv('no_proxy', '127.0.0.1');
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', '');
    directory = mkdtempSync(join(root, 'case-'));
    server = await startWeightServer(reply => {
      reply.file(zip);
    });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  it('makes a folder of photos with classes, without those that do not decode, which it names', async () => {
    const out = join(directory, 'pets');
    const made = await downloadDataSet(photoSet(zip, server.origin), {out, cache: join(directory, 'cache')});
    expect(made).toMatchObject({
      name: 'pets',
      directory: out,
      kind: 'photos',
      files: ['cat/0.jpg', 'cat/1.jpg', 'dog/0.jpg'],
      from: 'download',
      license: 'none',
    });
    expect(made.skipped.map(({file}) => file)).toEqual([
      'PetImages/Cat/666.jpg',
      'PetImages/Dog/1.jpg',
      'PetImages/Dog/11702.jpg',
    ]);
    for (const {reason} of made.skipped) {
      expect(reason).toMatch(/^[A-Z].*\.$/);
    }
    const folder = await photoFolder(out);
    expect([folder.classes, countPerClass(folder), folder.skipped]).toEqual([['cat', 'dog'], [2, 1], []]);
    // The second call names them, too.
    const found = await downloadDataSet(photoSet(zip, server.origin), {out, cache: join(directory, 'cache')});
    expect(found).toEqual({...made, from: 'disk', archives: []});
  });

  it('knows data sets by name, those of the environment too, and refuses others before a byte is asked for', async () => {
    writeFileSync(join(directory, 'table.json'), JSON.stringify([photoSet(zip, server.origin)]));
    vi.stubEnv('ALEXNET_DATA_SETS_TABLE', join(directory, 'table.json'));
    vi.stubEnv('ALEXNET_CACHE', join(directory, 'cache'));
    await downloadDataSet('pets', {out: join(directory, 'pets')});
    expect(existsSync(join(directory, 'cache/pets/pets.zip'))).toBe(true);
    await expect(downloadDataSet('cifar-10')).rejects.toThrow(/did you mean "cifar10"\?/);
    await expect(downloadDataSet('pets', {output: 'x'} as object)).rejects.toThrow(/output/);
    await expect(downloadDataSet('pets', {out: ''})).rejects.toThrow(/out is not a text/);
    await expect(downloadDataSet({} as never)).rejects.toThrow(/the name of a data set, or a record/);
    expect(server.seen).toHaveLength(1);
  });
});
