import {Interruption} from '../../pretrained/download/interruption';
import {proxyFetch} from '../../pretrained/download/proxy-fetch.node.js';
import {AlexNetError} from '../../errors';
import {BlockReader} from './block-reader';
import {firstToArrive} from './first-to-arrive';
import {lightFetch, type PlainFetch} from './light-fetch.node.js';
import {LocalCopy} from './local-copy.node.js';
import {OvertakenRequests} from './overtaken-requests';
import {requestBytes, type RequestBytesOptions, type RequestedBytes} from './request-bytes.node.js';
import {shardError} from './shard-error';
import type {ShardRange, ShardStore} from './shard-store.node.js';

/** Options of {@link httpStore}. */
export interface HttpStoreOptions {
  /** Default: Node's, through the proxies that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Attempts after the first that may fail for one photo. Default 8. */
  retries?: number;
  /** Milliseconds without a byte after which a connection counts as broken. Default 20,000. */
  timeoutMs?: number;
}

/** Requests at a time: enough for a server far away, few enough for a small one. */
const REQUESTS_AT_ONCE = 64;
const CHUNK_BYTES = 1 << 22;
/** Longest part that counts as one photo: only these are compared by their times. */
const PHOTO_BYTES = 1 << 17;
/** Time of each byte of a longer part, before one was read: that of 1 MB per second. */
const FIRST_MS_PER_BYTE = 1e-3;
/** A request that takes this many times as long as usual is slow, and a second one starts beside it. */
const SLOW_FACTOR = 4;
const SLOW_LEAST_MS = 100;
const FIRST_SLOW_MS = 1000;
/** After this time a second request starts in any case. */
const HUNG_MS = 4000;
const NEVER_MS = 2 ** 30;
/** Second requests, as a fraction of all: a server that is slow altogether does not get twice the work. */
const SECOND_FRACTION = 0.15;
const SECOND_LEAST = 16;

/**
 * Shards on a server. Parts of them are asked for by `Range`; of a server that knows no ranges each shard is downloaded once,
 * into a file without a name in the folder for temporary files.
 *
 * @param base address of the folder, ending in `/`.
 */
export async function httpStore(base: string, options: HttpStoreOptions = {}): Promise<ShardStore> {
  const {retries = 8, timeoutMs = 20_000} = options;
  const client = new Client(options.fetch ?? (await fetchFor()), retries, timeoutMs);
  const urlOf = (name: string): string => new URL(name, base).href;
  const readers = new Map<string, BlockReader>();
  const copies = new Map<string, Promise<LocalCopy>>();

  const copyOf = (name: string, signal?: AbortSignal): Promise<LocalCopy> => {
    const known = copies.get(name);
    if (known !== undefined) {
      return known;
    }
    const made = client.download(urlOf(name), signal);
    copies.set(name, made);
    made.catch(() => copies.delete(name));
    return made;
  };

  const read = async (
    {name, bytes, offset, length}: ShardRange,
    signal?: AbortSignal,
  ): Promise<Uint8Array> => {
    if (length === 0) {
      return new Uint8Array(0);
    }
    const url = urlOf(name);
    let found: Uint8Array | undefined;
    let total: number | undefined;
    if (!copies.has(name)) {
      const answer = await client.request(url, {range: {offset, length}}, signal);
      if (answer.isMissing) {
        throw missing(url);
      }
      ({bytes: found, total} = answer);
    }
    if (found === undefined) {
      const copy = await copyOf(name, signal);
      found = copy.read(offset, length);
      total = copy.bytes;
    }
    if ((total ?? bytes) !== bytes || found.length !== length) {
      throw shardError(url, {
        problem: 'the shard on the server has another length than its index says.',
        expected: `${bytes} bytes`,
        received: `${total ?? offset + found.length} bytes`,
        fix: 'upload it again, with the index that was written with it',
      });
    }
    return found;
  };

  return {
    isRemote: true,
    pathOf: urlOf,
    readText: async (name, signal) => {
      const {bytes, isMissing} = await client.request(urlOf(name), {}, signal);
      return isMissing || bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    },
    sizeOf: async (name, signal) => {
      const {total, isMissing} = await client.request(urlOf(name), {range: {offset: 0, length: 1}}, signal);
      if (isMissing) {
        throw missing(urlOf(name));
      }
      return total ?? (await copyOf(name, signal)).bytes;
    },
    chunks: async function* (name, bytes, signal) {
      for (let offset = 0; offset < bytes; offset += CHUNK_BYTES) {
        yield await read({name, bytes, offset, length: Math.min(CHUNK_BYTES, bytes - offset)}, signal);
      }
    },
    read: async ({name, bytes, offset, length}, signal) => {
      const reader =
        readers.get(name) ??
        new BlockReader(bytes, (from, count, stop) => read({name, bytes, offset: from, length: count}, stop));
      readers.set(name, reader);
      return reader.read(offset, length, signal);
    },
  };
}

/** Requests without a proxy are made as cheaply as possible. */
async function fetchFor(): Promise<PlainFetch> {
  const found = await proxyFetch();
  return found === globalThis.fetch ? lightFetch() : found;
}

/** Makes requests, a limited number at a time, and repeats those that fail or hang. */
class Client {
  readonly #fetch: PlainFetch;
  readonly #retries: number;
  readonly #timeoutMs: number;
  readonly #overtaken = new OvertakenRequests();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #requests = 0;
  #seconds = 0;
  /** Usual time of a request for a few bytes. */
  #usualMs: number | undefined;
  #msPerByte = FIRST_MS_PER_BYTE;

  constructor(fetch: PlainFetch, retries: number, timeoutMs: number) {
    this.#fetch = fetch;
    this.#retries = retries;
    this.#timeoutMs = timeoutMs;
  }

  /** Returns a file or a range of its bytes. */
  async request(
    url: string,
    what: Pick<RequestBytesOptions, 'range'>,
    signal?: AbortSignal,
  ): Promise<RequestedBytes> {
    return this.#inTurn(url, async () => {
      this.#requests++;
      const maySecond = this.#seconds < SECOND_LEAST + SECOND_FRACTION * this.#requests;
      const length = what.range?.length ?? CHUNK_BYTES;
      const watched = length <= PHOTO_BYTES ? this.#overtaken.start() : undefined;
      let hasArrived = false;
      try {
        const answer = await firstToArrive(
          async (stop, isFirst) => {
            const start = performance.now();
            this.#seconds += isFirst ? 0 : 1;
            const found = await requestBytes(url, {...this.#common, ...what, signal: stop});
            this.#observe(performance.now() - start, length);
            return found;
          },
          {
            slowMs: Math.max(this.#slowMs(length), maySecond ? 0 : HUNG_MS),
            isSlow: maySecond ? watched?.isSlow : undefined,
            atOnce: 3,
            retries: this.#retries,
            signal,
          },
        );
        hasArrived = true;
        return answer;
      } finally {
        watched?.end(hasArrived);
      }
    });
  }

  /** Downloads a file. What is interrupted begins anew: this is for servers that send whole files only. */
  async download(url: string, signal?: AbortSignal): Promise<LocalCopy> {
    const copy = LocalCopy.create();
    try {
      await this.#inTurn(url, async () =>
        firstToArrive(
          async stop => {
            copy.clear();
            const onPart = (part: Uint8Array): void => {
              copy.append(part);
            };
            const {isMissing} = await requestBytes(url, {...this.#common, onPart, signal: stop});
            if (isMissing) {
              throw missing(url);
            }
          },
          {slowMs: NEVER_MS, atOnce: 1, retries: this.#retries, signal},
        ),
      );
      return copy;
    } catch (error) {
      copy.close();
      throw error;
    }
  }

  get #common(): Pick<RequestBytesOptions, 'fetch' | 'timeoutMs'> {
    return {fetch: this.#fetch, timeoutMs: this.#timeoutMs};
  }

  #slowMs(length: number): number {
    if (length >= CHUNK_BYTES) {
      return NEVER_MS;
    }
    if (length > PHOTO_BYTES) {
      // A second request for a long part would take half of a narrow connection.
      return SLOW_FACTOR * ((this.#usualMs ?? 0) + length * this.#msPerByte);
    }
    return this.#usualMs === undefined ? FIRST_SLOW_MS : Math.max(SLOW_LEAST_MS, SLOW_FACTOR * this.#usualMs);
  }

  #observe(ms: number, length: number): void {
    if (length > PHOTO_BYTES) {
      this.#msPerByte = (this.#msPerByte + ms / length) / 2;
      return;
    }
    // One slow request in twenty moves this mean little.
    const shown = Math.min(ms, SLOW_FACTOR * (this.#usualMs ?? ms));
    this.#usualMs = this.#usualMs === undefined ? ms : 0.9 * this.#usualMs + 0.1 * shown;
  }

  async #inTurn<T>(url: string, body: () => Promise<T>): Promise<T> {
    if (this.#running >= REQUESTS_AT_ONCE) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    this.#running++;
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof Interruption)) {
        throw error;
      }
      throw new AlexNetError({
        code: 'io',
        where: `shard ${url}`,
        problem: error.fields.problem,
        expected: 'the file',
        received: `${error.fields.received}, ${this.#retries + 1} times`,
        fix: 'check the network and the server, then resume (--resume); behind a proxy set HTTPS_PROXY',
        cause: error,
      });
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}

function missing(url: string): AlexNetError {
  return shardError(url, {
    problem: 'the server has no such file.',
    expected: 'shards with their index shards.json',
    received: 'status 404',
    fix: 'check the address: that of the folder with shards.json, or http://host/shard-{000000..000009}.tar for shards without an index',
  });
}
