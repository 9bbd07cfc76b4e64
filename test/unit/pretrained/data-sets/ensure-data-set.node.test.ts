import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {
  ensureDataSet,
  type DataSetProgress,
  type EnsureDataSetOptions,
} from '../../../../src/pretrained/data-sets/ensure-data-set.node.js';
import {nodeHasher} from '../../../../src/pretrained/download/node-hasher.node.js';
import {directoryStore} from '../../../../src/pretrained/stores/directory-store.node.js';
import type {PublishedDataSet} from '../../../../src/presets/data-sets';
import {binarySet, fileOf, makeTarGz, makeZip, photoSet} from '../../../support/archives';
import {temporaryDirectory} from '../../../support/temporary-directory';
import {startWeightServer, type WeightServer} from '../../../support/weight-server';

/** Bytes that do not compress. */
const NOISE = Uint8Array.from({length: 90_000}, (_, i) => (Math.imul(i + 1, 0x9e3779b1) ^ (i * i)) >>> 13);
const TAR = makeTarGz([
  {name: 'tiny-bin/train.bin', content: NOISE},
  {name: 'tiny-bin/names.txt', content: 'cat\ndog\n'},
]);

describe('ensureDataSet', () => {
  const root = temporaryDirectory();
  let server: WeightServer;
  let directory = '';
  let parent = '';
  let notes: string[];
  beforeEach(async () => {
    server = await startWeightServer(reply => {
      reply.file(TAR, {etag: '"a"'});
    });
    parent = mkdtempSync(join(root, 'case-'));
    directory = join(parent, 'deep/tiny');
    notes = [];
  });
  afterEach(async () => {
    await server.close();
  });
  const ensure = (
    more: Partial<EnsureDataSetOptions> = {},
    set: PublishedDataSet = binarySet(TAR, server.origin),
  ): ReturnType<typeof ensureDataSet> =>
    ensureDataSet(set, {
      directory,
      store: directoryStore(join(parent, 'cache')),
      fetch: globalThis.fetch,
      timeoutMs: 2000,
      retries: 0,
      makeHasher: nodeHasher,
      onNote: text => notes.push(text),
      ...more,
    });
  const listed = (): string[] =>
    readdirSync(join(parent, 'deep'), {recursive: true, encoding: 'utf8'}).sort();

  it('makes the folder once, from the server, then from the cache, and then leaves it alone', async () => {
    expect(await ensure()).toMatchObject({
      from: 'download',
      archives: [join(parent, 'cache/tiny/tiny.tar.gz')],
    });
    expect(listed()).toEqual(['tiny', 'tiny/.data-set.json', 'tiny/names.txt', 'tiny/train.bin']);
    expect(await ensure()).toMatchObject({
      from: 'disk',
      archives: [],
      files: [{path: 'names.txt'}, {path: 'train.bin'}],
    });
    rmSync(directory, {recursive: true});
    mkdirSync(directory);
    expect((await ensure()).from).toBe('cache');
    expect(server.seen).toHaveLength(1);
    // Nothing is asked for where the folder is whole, and the cache is not needed.
    rmSync(join(parent, 'cache'), {recursive: true});
    expect((await ensure()).from).toBe('disk');
    expect(server.seen).toHaveLength(1);
  });

  it('copies files that are no archive', async () => {
    const [a, b] = [Buffer.from('images'), Buffer.from('labels')];
    server.answer = reply => {
      reply.file(reply.request.url === '/a.gz' ? a : b);
    };
    const set: PublishedDataSet = {
      ...binarySet(TAR),
      files: [fileOf('a.gz', a, server.origin), fileOf('b.gz', b, server.origin)],
      archive: undefined,
    };
    expect((await ensure({}, set)).from).toBe('download');
    expect(readFileSync(join(directory, 'b.gz')).equals(b)).toBe(true);
    writeFileSync(join(directory, 'b.gz'), 'labelz');
    expect((await ensure({}, set)).from).toBe('cache');
    expect(readFileSync(join(directory, 'b.gz')).equals(b)).toBe(true);
  });

  it('resumes after a break, with and without a server that knows ranges', async () => {
    for (const ranges of [true, false]) {
      server.answer = (reply, count) => {
        reply.file(TAR, {etag: '"a"', ranges, ...(count % 2 === 0 ? {cutAfter: 20_000} : {})});
      };
      server.seen.length = 0;
      await expect(ensure()).rejects.toMatchObject({
        code: 'io',
        problem: expect.stringContaining('the connection') as string,
      });
      expect(() => listed()).toThrow(/ENOENT/);
      expect((await ensure()).from).toBe('download');
      expect(server.seen[1]).toMatchObject({range: 'bytes=20000-'});
      expect(readFileSync(join(directory, 'train.bin'))).toHaveLength(90_000);
      rmSync(parent, {recursive: true});
    }
  });

  it('takes its files from a mirror by their names', async () => {
    await ensure({mirror: `${server.origin}/m/`}, binarySet(TAR, 'https://tiny.invalid'));
    expect(server.seen).toEqual([{path: '/m/tiny.tar.gz'}]);
    await expect(ensure({mirror: 'x', directory: join(parent, 'other')})).rejects.toThrow(
      /mirror is not an address/,
    );
  });

  it('makes the folder anew where files are missing or changed, and says which', async () => {
    await ensure();
    writeFileSync(join(directory, 'names.txt'), 'cat\nfog\n');
    rmSync(join(directory, 'train.bin'));
    expect((await ensure()).from).toBe('cache');
    expect(notes.at(-1)).toContain('names.txt, train.bin missing or changed');
    expect(readFileSync(join(directory, 'names.txt'), 'utf8')).toBe('cat\ndog\n');
    expect(listed()).toEqual(['tiny', 'tiny/.data-set.json', 'tiny/names.txt', 'tiny/train.bin']);
  });

  it('never touches files of somebody else', async () => {
    mkdirSync(directory, {recursive: true});
    writeFileSync(join(directory, 'thesis.txt'), 'x');
    await expect(ensure()).rejects.toMatchObject({code: 'bad-state'});
    expect(server.seen).toEqual([]);
    rmSync(join(directory, 'thesis.txt'));
    await ensure();
    writeFileSync(join(directory, 'names.txt'), 'mine');
    writeFileSync(join(directory, 'thesis.txt'), 'x');
    await expect(ensure()).rejects.toMatchObject({
      code: 'bad-state',
      received: '1 other files, such as thesis.txt',
    });
    expect(readFileSync(join(directory, 'names.txt'), 'utf8')).toBe('mine');
  });

  it.each<[string, Uint8Array, object]>([
    ['has another digest', Uint8Array.from(TAR).reverse(), {code: 'bad-data'}],
    ['is cut short', TAR.subarray(0, 1000), {code: 'bad-data'}],
  ])('leaves nothing behind where the file of the server %s', async (_, bytes, error) => {
    server.answer = reply => {
      reply.file(bytes);
    };
    await expect(ensure()).rejects.toMatchObject(error);
    expect(readdirSync(join(parent, 'cache/tiny')).filter(name => name.endsWith('.gz'))).toEqual([]);
    expect(() => listed()).toThrow(/ENOENT/);
  });

  it.each([
    ['a name outside', [{name: '../../evil.bin', content: 'x'}]],
    ['an absolute name', [{name: '/tmp/tfjs-alexnet-evil.bin', content: 'x'}]],
    ['a link', [{name: 'tiny-bin/a.bin', link: '/etc/passwd'}]],
    ['far more bytes', [{name: 'tiny-bin/a.bin', content: Buffer.alloc(3_000_000)}]],
  ])('leaves nothing behind where an archive has %s', async (_, entries) => {
    const hostile = makeTarGz([{name: 'tiny-bin/good.bin', content: 'x'}, ...entries]);
    server.answer = reply => {
      reply.file(hostile);
    };
    await expect(ensure({}, binarySet(hostile, server.origin))).rejects.toMatchObject({code: 'bad-data'});
    expect(listed()).toEqual([]);
    expect(readdirSync(parent).sort()).toEqual(['cache', 'deep']);
  });

  it('leaves nothing behind where it is stopped or cannot write while it unpacks', async () => {
    const zip = makeZip(['Cat', 'Dog'].map(kind => ({name: `PetImages/${kind}/1.jpg`, content: kind})));
    server.answer = reply => {
      reply.file(zip);
    };
    const set = photoSet(zip, server.origin);
    const stop = new AbortController();
    const stopped = ensure(
      {
        signal: stop.signal,
        checkPhoto: () => {
          stop.abort(new Error('enough'));
          return Promise.resolve(undefined);
        },
      },
      set,
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(listed()).toEqual([]);
    const full = Object.assign(new Error('no space'), {code: 'ENOSPC'});
    await expect(ensure({checkPhoto: () => Promise.reject(full)}, set)).rejects.toMatchObject({
      code: 'io',
      problem: 'the disk is full.',
    });
    expect(listed()).toEqual([]);
  });

  it('removes what a killed program left beside it, and nothing else', async () => {
    mkdirSync(join(parent, 'deep/.tmp-2147483646-1-tiny/cat'), {recursive: true});
    mkdirSync(join(parent, 'deep/.tmp-2147483646-1-other'));
    await ensure();
    expect(readdirSync(join(parent, 'deep')).sort()).toEqual(['.tmp-2147483646-1-other', 'tiny']);
  });

  it('is one folder where two calls make it at a time', async () => {
    const both = await Promise.all([ensure(), ensure()]);
    expect(both.map(({files}) => files.length)).toEqual([2, 2]);
    expect(listed()).toEqual(['tiny', 'tiny/.data-set.json', 'tiny/names.txt', 'tiny/train.bin']);
  });

  it('reports each phase up to its end', async () => {
    const told: DataSetProgress[] = [];
    const onProgress = (progress: DataSetProgress): void => {
      told.push(progress);
    };
    await ensure({onProgress});
    await ensure({onProgress});
    const last = (phase: string): DataSetProgress | undefined => told.findLast(at => at.phase === phase);
    expect(last('download')).toEqual({phase: 'download', done: TAR.length, total: TAR.length});
    expect(last('unpack')).toEqual({phase: 'unpack', done: TAR.length, total: TAR.length});
    expect(last('check')).toEqual({phase: 'check', done: 90_008, total: 90_008});
  });
});
