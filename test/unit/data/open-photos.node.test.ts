import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {ChannelMoments} from '../../../src/core/channel-moments';
import {decodeSquare} from '../../../src/data/decode-photo.node';
import {openPhotos, type OpenPhotosProgress} from '../../../src/data/open-photos.node';
import {photoFolder} from '../../../src/data/photo-folder.node';
import {splitPhotos} from '../../../src/data/split-photos';
import {drawPhoto, temporaryDirectory, writeFiles} from '../../support/drawn-photos';
import {expectAlexNetError, expectClose} from '../../support/matchers';

const SIDE = 12;
const BYTES = SIDE * SIDE * 3;

/** Eight photos of two classes, and among them junk. */
async function drawnFolder(): Promise<string> {
  const directory = await temporaryDirectory();
  const files: Record<string, string | Uint8Array> = {
    'cat/broken.jpg': (await drawPhoto(1, 'jpeg', [64, 64])).subarray(0, 400),
    'cat/notes.txt': 'not a photo',
    'dog/lies.png': 'not a photo either',
  };
  for (let i = 0; i < 4; i++) {
    files[`cat/${i}.png`] = await drawPhoto(i);
    files[`dog/${i}.jpg`] = await drawPhoto(10 + i, 'jpeg');
  }
  await writeFiles(directory, files);
  return directory;
}

describe('openPhotos', () => {
  it('keeps what can be read, names the rest with reasons, and measures as a direct computation does', async () => {
    const directory = await drawnFolder();
    const progress: OpenPhotosProgress[] = [];
    const photos = await openPhotos(await photoFolder(directory), {
      resizeShorterSide: SIDE,
      onProgress: at => progress.push(at),
    });
    expect(photos.names).toEqual(
      [0, 1, 2, 3].map(i => `cat/${i}.png`).concat([0, 1, 2, 3].map(i => `dog/${i}.jpg`)),
    );
    expect([...photos.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(photos).toMatchObject({
      count: 8,
      keptCount: 8,
      classes: ['cat', 'dog'],
      imageShape: [SIDE, SIDE, 3],
    });
    expect(photos.skipped.map(({file}) => file)).toEqual(
      ['cat/notes.txt', 'cat/broken.jpg', 'dog/lies.png'].map(name => join(directory, name)),
    );
    expect(photos.skipped[1]?.reason).toBe('It is cut short: its end is missing.');
    expect(photos.skipped[2]?.reason).toBe('It is not an image in a format that can be read.');
    expect(progress.at(-1)).toEqual({done: 10, total: 10, skipped: 2});

    const all = Array.from({length: 8}, (_, i) => i);
    const bytes = await photos.read(all);
    expect([...bytes.subarray(5 * BYTES, 6 * BYTES)]).toEqual([
      ...(await decodeSquare(photos.files[5]!, SIDE)),
    ]);
    const direct = new ChannelMoments(3).add(bytes);
    expectClose(photos.statistics.mean, direct.mean, 1e-9);
    expectClose(photos.statistics.stddev, direct.stddev, 1e-9);
    expectClose(photos.statistics.pca.eigenvalues, direct.principalComponents.eigenvalues, 1e-9);
    expect(photos.waitedMs).toBe(0);
    photos.dispose();
    await expectAlexNetError(() => photos.read([0]), 'bad-state', 'disposed');
  });

  it('returns the same bytes, statistics and fingerprint with a cache smaller than the data, and ahead of time', async () => {
    const folder = await photoFolder(await drawnFolder());
    const order = [7, 0, 3, 3, 5, 1];
    const whole = await openPhotos(folder, {resizeShorterSide: SIDE});
    const expected = [...(await whole.read(order))];
    for (const cacheBytes of [0, 3 * BYTES]) {
      for (const prefetchBytes of [0, 2 * BYTES, 2 ** 20]) {
        const options = {resizeShorterSide: SIDE, cacheBytes, prefetchBytes, concurrency: 3};
        const small = await openPhotos(folder, options);
        expect(small.keptCount).toBe(cacheBytes / BYTES);
        expect(small.statistics).toEqual(whole.statistics);
        expect(small.fingerprint).toBe(whole.fingerprint);
        small.prefetch(order);
        expect([...(await small.read(order))]).toEqual(expected);
        expect(small.waitedMs).toBeGreaterThan(0);
        small.dispose();
      }
    }
  });

  it('opens the parts of a split, whose fingerprints differ', async () => {
    const {training, validation} = splitPhotos(await photoFolder(await drawnFolder()), 0.25, 1);
    const [a, b] = await Promise.all(
      [training, validation].map(part => openPhotos(part, {resizeShorterSide: SIDE})),
    );
    expect(a!.count + b!.count).toBe(8);
    expect(a!.fingerprint).not.toBe(b!.fingerprint);
  });

  it('names a photo that vanished since it was read first', async () => {
    const directory = await drawnFolder();
    const photos = await openPhotos(await photoFolder(directory), {resizeShorterSide: SIDE, cacheBytes: 0});
    await rm(photos.files[2]!);
    await expectAlexNetError(() => photos.read([2]), 'bad-data', photos.files[2]!, 'there is no such file');
    expect((await photos.read([3])).length).toBe(BYTES);
  });

  it('skips photos of too many pixels', async () => {
    const folder = await photoFolder(await drawnFolder(), {maxPixels: 319});
    const error = await expectAlexNetError(
      () => openPhotos(folder, {resizeShorterSide: SIDE}),
      'bad-data',
      'no photo can be read',
    );
    expect(error.details).toMatchObject({
      skipped: expect.arrayContaining([
        {file: join(folder.directory, 'cat/0.png'), reason: 'It has more than 319 pixels.'},
      ]) as unknown,
    });
  });

  it('stops when it is told to, and refuses wrong options', async () => {
    const folder = await photoFolder(await drawnFolder());
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(openPhotos(folder, {resizeShorterSide: SIDE, signal})).rejects.toThrow('enough');
    await expectAlexNetError(
      () => openPhotos(folder, {resizeShorterSide: 0}),
      'bad-argument',
      'resizeShorterSide = 0',
    );
    // sharp fails at such a size, and the photos would be called damaged.
    await expectAlexNetError(
      () => openPhotos(folder, {resizeShorterSide: 16385}),
      'bad-argument',
      'from 1 to 16384',
    );
    await expectAlexNetError(
      () => openPhotos({...folder, photos: [], skipped: []}, {resizeShorterSide: 8}),
      'bad-data',
      'an empty list',
    );
  });
});
