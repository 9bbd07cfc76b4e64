/** Shards of this library in pip's webdataset, and the other way. Needs a Python with webdataset (ALEXNET_PYTHON). */
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {readShards} from '../../src/data/shards/read-shards.node';
import {writeShards} from '../../src/data/shards/write-shards.node';
import {findPython} from '../support/python';
import {temporaryDirectory} from '../support/temporary-directory';

const PYTHON = findPython(['webdataset']);
const PROGRAM = join(import.meta.dirname, 'check_webdataset.py');
const root = temporaryDirectory();
const photos = join(root, 'photos');

const python = (...words: string[]): string =>
  execFileSync(PYTHON ?? '', [PROGRAM, ...words], {encoding: 'utf8', maxBuffer: 1 << 26});

/** Label and digest of each photo, sorted. */
async function contentOf(place: string): Promise<string[]> {
  const {photos: list} = await readShards(place);
  const found: string[] = [];
  for (const {label, packed} of list) {
    const bytes = (await packed?.read()) ?? new Uint8Array(0);
    found.push(`${label} ${createHash('sha256').update(bytes).digest('hex')}`);
  }
  return found.sort();
}

describe.skipIf(PYTHON === undefined)("shards and pip's webdataset", () => {
  beforeAll(async () => {
    await drawCatsAndDogs(photos, {count: 40, seed: 1, sizePx: 48});
  });

  it('reads there what is written here: all photos, all labels', async () => {
    const out = join(root, 'ours');
    const report = await writeShards({data: photos, out, shardBytes: 30_000, shorterSide: 48});
    expect(report.shards).toBeGreaterThan(1);
    const found = JSON.parse(python('read', out)) as [key: string, label: number, digest: string][];
    expect(new Set(found.map(([key]) => key)).size).toBe(40);
    expect(found.map(([, label, digest]) => `${label} ${digest}`).sort()).toEqual(await contentOf(out));
  });

  it('reads here what is written there: all photos, all labels', async () => {
    const theirs = join(root, 'theirs');
    python('write', photos, theirs);
    const found = JSON.parse(python('read', theirs)) as [key: string, label: number, digest: string][];
    expect(found).toHaveLength(40);
    expect(await contentOf(theirs)).toEqual(found.map(([, label, digest]) => `${label} ${digest}`).sort());
    expect((await readShards(theirs)).classes).toEqual(['0', '1']);
  });
});
