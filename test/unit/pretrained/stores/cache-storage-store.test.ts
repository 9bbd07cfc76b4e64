import {describe, expect, it} from 'vitest';
import {
  cacheStorageStore,
  hasCacheStorage,
  type CacheStorageHost,
} from '../../../../src/pretrained/stores/cache-storage-store';
import {allBytes, describeStoreLaws} from '../../../support/store-laws';

/** The part of Cache Storage and of Web Locks that the store uses, in memory. */
function fakeHost(entries = new Map<string, Blob>(), quota = Infinity): CacheStorageHost {
  const cache = {
    match: (key: string) => {
      const blob = entries.get(key);
      return Promise.resolve(blob === undefined ? undefined : new Response(blob));
    },
    put: async (key: string, response: Response) => {
      const blob = await response.blob();
      if (blob.size > quota) {
        throw new DOMException('Quota exceeded.', 'QuotaExceededError');
      }
      entries.set(key, blob);
    },
    delete: (key: string) => Promise.resolve(entries.delete(key)),
  };
  const held = new Map<string, Promise<unknown>>();
  const request = async (
    name: string,
    {ifAvailable = false}: {ifAvailable?: boolean},
    work: (lock: object | null) => Promise<unknown>,
  ): Promise<unknown> => {
    const before = held.get(name);
    if (before !== undefined && ifAvailable) {
      return work(null);
    }
    const turn = (before ?? Promise.resolve()).catch(() => undefined).then(() => work({}));
    held.set(name, turn);
    try {
      return await turn;
    } finally {
      if (held.get(name) === turn) {
        held.delete(name);
      }
    }
  };
  return {
    caches: {open: () => Promise.resolve(cache)},
    locks: {request},
  } as unknown as CacheStorageHost;
}

describe('cacheStorageStore', () => {
  let host = fakeHost();
  describeStoreLaws(
    () => {
      host = fakeHost();
      return cacheStorageStore({host, pieceBytes: 2});
    },
    () => cacheStorageStore({host, pieceBytes: 2}),
  );

  it('loses no more than the piece it was filling when the page is closed', async () => {
    const entries = new Map<string, Blob>();
    const store = cacheStorageStore({host: fakeHost(entries), pieceBytes: 4});
    const part = await store.openPartial('a/b.pth');
    await part.restart({url: 'https://weights.test/b.pth'});
    for (let i = 0; i < 11; i++) {
      await part.append(Uint8Array.of(i));
    }
    const found = await store.openPartial('a/b.pth');
    expect(await allBytes(found.content())).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await found.append(Uint8Array.of(99));
    await found.commit();
    expect(await allBytes(await store.read('a/b.pth'))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 99]);
    expect([...entries.keys()]).toEqual(['https://weights.tfjs-alexnet.invalid/a/b.pth']);
  });

  it('says what to do where the browser keeps no more', async () => {
    const store = cacheStorageStore({host: fakeHost(new Map(), 60), pieceBytes: 100});
    const part = await store.openPartial('a/b.pth');
    await part.restart({url: 'https://weights.test/b'});
    await expect(part.append(new Uint8Array(100))).rejects.toMatchObject({
      code: 'io',
      received: expect.stringContaining('Quota exceeded') as string,
      fix: expect.stringContaining('memoryStore()') as string,
    });
  });

  it('tells when the browser has emptied its cache in between', async () => {
    const entries = new Map<string, Blob>();
    const part = await cacheStorageStore({host: fakeHost(entries), pieceBytes: 1}).openPartial('a/b.pth');
    await part.append(Uint8Array.of(1));
    entries.clear();
    await expect(part.commit()).rejects.toMatchObject({code: 'io', received: 'nothing'});
  });

  it('works without locks, and knows that Node has no Cache Storage', async () => {
    const {caches} = fakeHost();
    expect(await cacheStorageStore({host: {caches}}).exclusive('a/b', () => Promise.resolve(3))).toBe(3);
    expect(hasCacheStorage()).toBe(false);
  });
});
