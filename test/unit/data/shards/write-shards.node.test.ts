import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {openPhotos} from '../../../../src/data/open-photos.node';
import {photoFolder} from '../../../../src/data/photo-folder.node';
import {readShards} from '../../../../src/data/shards/read-shards.node';
import {writeShards, type WriteShardsOptions} from '../../../../src/data/shards/write-shards.node';
import {writeColorPhotos} from '../../../support/photo-files';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
const data = join(root, 'photos');
const OPTIONS = {data, shardBytes: 16_000, shorterSide: 24};

/** All files of a folder, without the lock of the process that writes. */
function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter(name => !name.startsWith('.'));
  return Object.fromEntries(names.map(name => [name, readFileSync(join(folder, name)).toString('base64')]));
}

/** Stops after so many photos. */
async function stopped(options: WriteShardsOptions, count: number): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('stop');
  const written = writeShards({
    ...options,
    signal: controller.signal,
    onProgress: ({done}) => {
      if (done >= count) {
        controller.abort(reason);
      }
    },
  });
  await expect(written).rejects.toBe(reason);
}

beforeAll(async () => {
  await writeColorPhotos(data, {perClass: 20});
  writeFileSync(join(data, 'dog.99.jpg'), 'no photo');
});

describe('writeShards', () => {
  it('packs each photo once, with its label, in shards up to the size, and tells what it left out', async () => {
    const out = join(root, 'whole');
    const report = await writeShards({...OPTIONS, out});
    expect(report).toMatchObject({photos: 40, classes: ['cat', 'dog'], counts: [20, 20]});
    expect(report.skipped).toEqual([
      {file: join(data, 'dog.99.jpg'), reason: 'It is not an image in a format that can be read.'},
    ]);
    expect(report.shards).toBeGreaterThan(2);
    const tars = readdirSync(out).filter(name => name.endsWith('.tar'));
    expect(tars).toHaveLength(report.shards);
    for (const name of tars) {
      expect(readFileSync(join(out, name)).length).toBeLessThanOrEqual(OPTIONS.shardBytes);
    }
    const [packed, folder] = [await readShards(out), await photoFolder(data)];
    expect(packed.photos.map(({name, label}) => [name, label])).toEqual(
      folder.photos.filter(({name}) => name !== 'dog.99.jpg').map(({name, label}) => [name, label]),
    );
    // Not sorted by class: a reader that shuffles little sees both.
    const labels = [...packed.photos].sort((a, b) => (a.packed?.position ?? 0) - (b.packed?.position ?? 0));
    expect(labels.slice(0, 20).filter(({label}) => label === 0).length).toBeGreaterThan(4);
    const photos = await openPhotos(packed, {resizeShorterSide: 24});
    expect(photos.count).toBe(40);
    photos.dispose();
  });

  it('makes the same bytes again, continues where it was stopped, and repairs what was damaged', async () => {
    const out = join(root, 'whole');
    const whole = contentOf(out);
    const again = join(root, 'again');
    for (const count of [3, 17, 18, 33]) {
      await stopped({...OPTIONS, out: again}, count);
      expect(readdirSync(again).filter(name => name.startsWith('.tmp-'))).toEqual([]);
    }
    const found: number[] = [];
    await writeShards({...OPTIONS, out: again, onProgress: progress => found.push(progress.found)});
    expect(contentOf(again)).toEqual(whole);
    expect(Math.max(...found)).toBeGreaterThan(10);
    writeFileSync(join(again, 'shard-000001.tar'), 'damaged');
    rmSync(join(again, 'shard-000002.tar'));
    await writeShards({...OPTIONS, out: again});
    expect(contentOf(again)).toEqual(whole);
  });

  it('never touches shards of other photos, options or programs', async () => {
    const out = join(root, 'whole');
    const before = contentOf(out);
    for (const other of [{shardBytes: 20_000}, {quality: 50}, {seed: 2}, {classes: ['dog', 'cat']}]) {
      await expect(writeShards({...OPTIONS, out, ...other})).rejects.toMatchObject({code: 'bad-state'});
    }
    expect(contentOf(out)).toEqual(before);
    const foreign = join(root, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'shard-000000.tar'), 'precious');
    await expect(writeShards({...OPTIONS, out: foreign})).rejects.toThrow(/shards of other photos/);
    expect(readFileSync(join(foreign, 'shard-000000.tar'), 'utf8')).toBe('precious');
  });

  it('refuses photos without labels, photos that cannot be read, and wrong options', async () => {
    const folder = join(root, 'none');
    mkdirSync(folder);
    writeFileSync(join(folder, 'x.jpg'), 'x');
    await expect(writeShards({data: folder, out: join(root, 'n1')})).rejects.toThrow(/no photo has a label/);
    writeFileSync(join(folder, 'cat.1.jpg'), 'x');
    await expect(writeShards({data: folder, out: join(root, 'n2')})).rejects.toThrow(/no photo can be read/);
    await expect(writeShards({...OPTIONS, out: join(root, 'n3'), quality: 101})).rejects.toThrow(/quality/);
  });
});
