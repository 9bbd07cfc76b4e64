import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {makeHasher} from '../../../../src/pretrained/download/hasher';
import {readStored} from '../../../../src/pretrained/download/ensure-file';
import {ensureFromMirrors} from '../../../../src/pretrained/data-sets/ensure-from-mirrors';
import {memoryStore} from '../../../../src/pretrained/stores/memory-store';
import type {WeightStore} from '../../../../src/pretrained/stores/weight-store';
import {fileOf} from '../../../support/archives';
import {startWeightServer, type WeightServer} from '../../../support/weight-server';

const BYTES = Uint8Array.from({length: 100_000}, (_, i) => i % 251);

describe('ensureFromMirrors', () => {
  let servers: WeightServer[];
  let store: WeightStore;
  let notes: string[];
  beforeEach(async () => {
    servers = await Promise.all(
      [0, 1].map(() =>
        startWeightServer(reply => {
          reply.file(BYTES, {etag: '"a"'});
        }),
      ),
    );
    store = memoryStore();
    notes = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map(server => server.close()));
  });
  const ensure = (): ReturnType<typeof ensureFromMirrors> =>
    ensureFromMirrors(fileOf('a.bin', BYTES, ...servers.map(({origin}) => origin)), 'set/a.bin', store, {
      fetch: globalThis.fetch,
      timeoutMs: 2000,
      ifRange: true,
      retries: 0,
      maxBytes: 2 ** 20,
      makeHasher,
      onNote: text => notes.push(text),
    });
  const [first, second] = [
    (): WeightServer | undefined => servers[0],
    (): WeightServer | undefined => servers[1],
  ];
  const answer = (server: WeightServer | undefined, how: WeightServer['answer']): void => {
    if (server !== undefined) {
      server.answer = how;
    }
  };

  it('asks the first address only, where it has the file', async () => {
    expect(await ensure()).toBe('download');
    expect(await ensure()).toBe('cache');
    expect(servers.map(({seen}) => seen.length)).toEqual([1, 0]);
  });

  it.each<[string, WeightServer['answer']]>([
    [
      'does not have it',
      reply => {
        reply.status(404);
      },
    ],
    [
      'is not available',
      reply => {
        reply.status(503);
      },
    ],
    [
      'has another file of the same length',
      reply => {
        reply.file(BYTES.slice().reverse());
      },
    ],
    [
      'has a longer file',
      reply => {
        reply.file(new Uint8Array(200_000));
      },
    ],
  ])('asks the second where the first %s, and says so', async (_, how) => {
    answer(first(), how);
    expect(await ensure()).toBe('download');
    expect(Buffer.from(await readStored('set/a.bin', store)).equals(BYTES)).toBe(true);
    expect(notes.at(-1)).toContain(`Trying ${new URL(second()?.origin ?? '').host}.`);
  });

  it('takes from the second only what the first did not send', async () => {
    answer(first(), reply => {
      reply.file(BYTES, {cutAfter: 40_000});
    });
    expect(await ensure()).toBe('download');
    expect(second()?.seen).toEqual([{path: '/a.bin', range: 'bytes=40000-'}]);
    expect(Buffer.from(await readStored('set/a.bin', store)).equals(BYTES)).toBe(true);
  });

  it('names every refusal where none has the file, and keeps nothing that is wrong', async () => {
    for (const server of servers) {
      answer(server, reply => {
        reply.file(BYTES.slice().reverse());
      });
    }
    const wrong = await ensure().catch((error: unknown) => error);
    expect(wrong).toMatchObject({code: 'bad-data', problem: 'none of 2 servers has the file.'});
    for (const {origin} of servers) {
      expect(String(wrong)).toContain(origin);
    }
    expect(await store.read('set/a.bin')).toBeUndefined();
    answer(second(), reply => {
      reply.status(404);
    });
    await expect(ensure()).rejects.toMatchObject({code: 'io'});
  });

  it('asks no other server where the disk is full', async () => {
    const full: WeightStore = {
      ...store,
      openPartial: () => Promise.reject(new Error('the disk is full')),
    };
    store = full;
    await expect(ensure()).rejects.toThrow('the disk is full');
    expect(second()?.seen).toEqual([]);
  });
});
