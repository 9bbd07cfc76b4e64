import {createHash} from 'node:crypto';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {
  ensureFile,
  readStored,
  type EnsureFileOptions,
} from '../../../../src/pretrained/download/ensure-file';
import {makeHasher} from '../../../../src/pretrained/download/hasher';
import {memoryStore} from '../../../../src/pretrained/stores/memory-store';
import type {WeightStore} from '../../../../src/pretrained/stores/weight-store';
import {startWeightServer, type WeightServer} from '../../../support/weight-server';

const BYTES = Uint8Array.from({length: 100_000}, (_, i) => i % 251);
const KEY = 'net.training/a.pth';

describe('ensureFile', () => {
  let server: WeightServer;
  let store: WeightStore;
  let notes: string[];
  beforeEach(async () => {
    server = await startWeightServer(reply => {
      reply.file(BYTES, {etag: '"a"'});
    });
    store = memoryStore();
    notes = [];
  });
  afterEach(async () => {
    await server.close();
  });
  const ensure = (more: Partial<EnsureFileOptions> = {}): ReturnType<typeof ensureFile> =>
    ensureFile(
      {
        name: 'net.training',
        url: `${server.origin}/a.pth`,
        digest: {algorithm: 'sha256', hex: createHash('sha256').update(BYTES).digest('hex')},
        bytes: BYTES.length,
      },
      KEY,
      store,
      {
        fetch: globalThis.fetch,
        timeoutMs: 2000,
        ifRange: true,
        retries: 0,
        maxBytes: 2 ** 20,
        makeHasher,
        onNote: text => notes.push(text),
        ...more,
      },
    );
  const put = async (bytes: Uint8Array, commit: boolean): Promise<void> => {
    const part = await store.openPartial(KEY);
    await part.restart({url: `${server.origin}/a.pth`, validator: '"a"'});
    await part.append(bytes);
    await (commit ? part.commit() : part.close());
  };

  it('downloads once, then finds it', async () => {
    expect(await ensure()).toBe('download');
    expect(await ensure()).toBe('cache');
    expect(server.seen).toHaveLength(1);
    expect(Buffer.from(await readStored(KEY, store)).equals(BYTES)).toBe(true);
  });

  it('notices one changed byte, and a missing one, and repairs', async () => {
    const changed = BYTES.slice();
    changed[77] = 0;
    for (const bytes of [changed, BYTES.slice(0, -1), new Uint8Array(0)]) {
      await put(bytes, true);
      expect(await ensure()).toBe('repair');
      expect(notes.at(-1)).toContain('is damaged; downloading it again');
      expect(await ensure()).toBe('cache');
    }
    expect(server.seen).toHaveLength(3);
  });

  it('resumes with what is there, and reports it', async () => {
    await put(BYTES.slice(0, 40_000), false);
    const told: unknown[] = [];
    expect(await ensure({onProgress: progress => told.push(progress)})).toBe('download');
    expect(server.seen).toEqual([{path: '/a.pth', range: 'bytes=40000-', ifRange: '"a"'}]);
    expect(notes).toEqual(['net.training: resuming after the 40000 bytes that are there']);
    expect(told.at(-1)).toEqual({phase: 'download', done: 100_000, total: 100_000});
  });

  it('downloads once for all that ask at a time', async () => {
    const answers = await Promise.all([ensure(), ensure(), ensure()]);
    expect(answers.sort()).toEqual(['cache', 'cache', 'download']);
    expect(server.seen).toHaveLength(1);
    expect(notes).toContain('net.training: another program is downloading it; waiting');
  });

  it('puts nothing into the store when the file is another one', async () => {
    server.answer = reply => {
      reply.file(BYTES.map(byte => byte + 1));
    };
    await expect(ensure()).rejects.toMatchObject({code: 'bad-weights'});
    expect(await store.read(KEY)).toBeUndefined();
  });

  it('tells progress of the check, and stops at the signal', async () => {
    await ensure();
    const told: unknown[] = [];
    await ensure({onProgress: progress => told.push(progress)});
    expect(told.at(-1)).toEqual({phase: 'check', done: 100_000, total: 100_000});
    await expect(ensure({signal: AbortSignal.abort(new Error('enough'))})).rejects.toMatchObject({
      message: 'enough',
    });
  });
});

describe('readStored', () => {
  it('tells that a file is gone', async () => {
    await expect(readStored('a/b', memoryStore())).rejects.toMatchObject({
      code: 'io',
      where: 'a/b in memory',
    });
  });
});
