import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('alexnet shards', () => {
  const root = temporaryDirectory();
  const data = join(root, 'photos');
  beforeAll(() => writeColorPhotos(data));

  it('packs photos and prints counts, size and checksum; the same line again finds them packed', async () => {
    const out = join(root, 'shards');
    const line = ['shards', '--data', data, '--out', out, '--shard-size', '20K', '--shorter-side', '24'];
    const {code, result} = await alexnetJson<Record<string, unknown>>(...line);
    expect([code, result.photos, result.counts]).toEqual([0, 12, [6, 6]]);
    const index = JSON.parse(readFileSync(join(out, 'shards.json'), 'utf8')) as {settings: object};
    expect(index.settings).toEqual({shardBytes: 20 * 1024, shorterSide: 24, quality: 90, seed: 0});
    const again = await alexnet(...line);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining(String(result.checksum))]);
    expect(again.stdout).toMatch(/12 photos in \d shards[^]*cat 6, dog 6[^]*alexnet train --data/);
  });

  it('is read by the other commands as the folder is', async () => {
    const out = join(root, 'mean.json');
    const {code, result} = await alexnetJson<{count: number}>(
      ...['mean', '--data', join(root, 'shards'), '--out', out, '--size', '8'],
    );
    expect([code, result.count]).toEqual([0, 12]);
  });

  it('refuses wrong options and the folder of other shards', async () => {
    const other = ['shards', '--data', data, '--out', join(root, 'shards'), '--seed', '5'];
    expect((await alexnet(...other)).code).toBe(1);
    expect((await alexnet('shards', '--data', data, '--out', join(root, 'x'), '--quality', '0')).code).toBe(
      2,
    );
    expect(existsSync(join(root, 'x'))).toBe(false);
  });
});
