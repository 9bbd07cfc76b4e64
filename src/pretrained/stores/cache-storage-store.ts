/**
 * Files in the Cache Storage of a browser.
 *
 * A cache entry is written as a whole, so a file that is not whole lies there in pieces, `key?piece=0`, `key?piece=1` …,
 * and is put together at the end. A page that is closed loses at most the piece it was filling.
 */
import {AlexNetError} from '../../errors';
import type {ExclusiveOptions, FileOrigin, PartialFile, WeightStore} from './weight-store';

/** The browser's objects that are used; a test passes its own. */
export interface CacheStorageHost {
  caches: Pick<CacheStorage, 'open'>;
  locks?: Pick<LockManager, 'request'>;
}

/** Options of {@link cacheStorageStore}. */
export interface CacheStorageStoreOptions {
  /** Name of the cache. Default 'tfjs-alexnet-weights'. */
  name?: string;
  host?: CacheStorageHost;
  /** Bytes of a piece of a file that is not whole. Default 4 MiB. */
  pieceBytes?: number;
}

/** An address that can be no other page's: keys of a cache have to be addresses. */
const PLACE = 'https://weights.tfjs-alexnet.invalid/';

/** The Cache Storage of this page or worker; undefined where there is none (Node, pages over plain http). */
export function hasCacheStorage(): boolean {
  return 'caches' in globalThis && typeof (globalThis as {caches?: CacheStorage}).caches?.open === 'function';
}

/** Keeps files in the Cache Storage of a browser, which pages of one origin share. */
export function cacheStorageStore({
  name = 'tfjs-alexnet-weights',
  host = {caches: globalThis.caches, locks: (globalThis.navigator as Navigator | undefined)?.locks},
  pieceBytes = 4 * 2 ** 20,
}: CacheStorageStoreOptions = {}): WeightStore {
  const open = (): Promise<Cache> => host.caches.open(name);
  return {
    locate: key => `${key} in the browser's cache "${name}"`,
    async read(key) {
      const body = (await (await open()).match(PLACE + key))?.body;
      return body === undefined ? undefined : piecesOf(body);
    },
    openPartial: async key => CachePartial.open(await open(), key, pieceBytes),
    async exclusive<T>(key: string, work: () => Promise<T>, {signal, onWait}: ExclusiveOptions = {}) {
      if (host.locks === undefined) {
        return work();
      }
      const lock = `${name}/${key}`;
      const free = await host.locks.request(lock, {ifAvailable: true}, async held =>
        held === null ? undefined : {result: await work()},
      );
      if (free !== undefined) {
        return free.result;
      }
      onWait?.();
      const waited = await host.locks.request(lock, signal === undefined ? {} : {signal}, async () => ({
        result: await work(),
      }));
      return waited.result;
    },
  };
}

class CachePartial implements PartialFile {
  #filling: Uint8Array[] = [];
  #fillingBytes = 0;

  private constructor(
    readonly cache: Cache,
    readonly key: string,
    readonly pieceBytes: number,
    public origin: FileOrigin | undefined,
    /** Bytes of the pieces that are in the cache. */
    readonly pieces: number[],
  ) {}

  static async open(cache: Cache, key: string, pieceBytes: number): Promise<CachePartial> {
    const record = await cache.match(`${PLACE}${key}?origin`);
    const origin = record === undefined ? undefined : ((await record.json()) as FileOrigin);
    const pieces: number[] = [];
    for (;;) {
      const piece = await cache.match(`${PLACE}${key}?piece=${pieces.length}`);
      if (piece === undefined) {
        break;
      }
      pieces.push((await piece.blob()).size);
    }
    return new CachePartial(cache, key, pieceBytes, origin, pieces);
  }

  get size(): number {
    return this.pieces.reduce((sum, bytes) => sum + bytes, 0) + this.#fillingBytes;
  }

  async *content(): AsyncGenerator<Uint8Array> {
    await this.#flush();
    for (let i = 0; i < this.pieces.length; i++) {
      const piece = await this.#piece(i);
      yield new Uint8Array(await piece.arrayBuffer());
    }
  }

  async restart(origin: FileOrigin): Promise<void> {
    this.#filling = [];
    this.#fillingBytes = 0;
    // From the end, so that what is left when the page is closed now is still the beginning of the file.
    while (this.pieces.length > 0) {
      await this.cache.delete(`${PLACE}${this.key}?piece=${this.pieces.length - 1}`);
      this.pieces.pop();
    }
    this.origin = origin;
    await this.#put('?origin', new Response(JSON.stringify(origin)));
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#filling.push(bytes);
    this.#fillingBytes += bytes.length;
    if (this.#fillingBytes >= this.pieceBytes) {
      await this.#flush();
    }
  }

  async commit(): Promise<void> {
    await this.#flush();
    const blobs: Blob[] = [];
    for (let i = 0; i < this.pieces.length; i++) {
      blobs.push(await this.#piece(i));
    }
    await this.#put('', new Response(new Blob(blobs)));
    await this.restart({url: ''});
    await this.cache.delete(`${PLACE}${this.key}?origin`);
  }

  async close(): Promise<void> {
    await this.#flush();
  }

  async #piece(index: number): Promise<Blob> {
    const piece = await this.cache.match(`${PLACE}${this.key}?piece=${index}`);
    if (piece === undefined) {
      throw new AlexNetError({
        code: 'io',
        where: 'cacheStorageStore',
        problem: `a piece of ${this.key} is gone from the browser's cache.`,
        expected: `piece ${index} of ${this.pieces.length}`,
        received: 'nothing',
        fix: 'load it again: the browser has emptied its cache in between',
      });
    }
    return piece.blob();
  }

  async #flush(): Promise<void> {
    if (this.#fillingBytes === 0) {
      return;
    }
    await this.#put(`?piece=${this.pieces.length}`, new Response(new Blob(this.#filling as BlobPart[])));
    this.pieces.push(this.#fillingBytes);
    this.#filling = [];
    this.#fillingBytes = 0;
  }

  async #put(suffix: string, response: Response): Promise<void> {
    try {
      await this.cache.put(`${PLACE}${this.key}${suffix}`, response);
    } catch (cause) {
      throw new AlexNetError({
        code: 'io',
        where: 'cacheStorageStore',
        problem: `the browser does not keep ${this.key}.`,
        received: String(cause),
        fix: 'free space in the browser, or load without a cache: {store: memoryStore()}',
        cause,
      });
    }
  }
}

async function* piecesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (next?.value === undefined) {
      return;
    }
    yield next.value;
  }
}
