import {IdleSignal} from '../../pretrained/download/idle-signal';
import {Interruption, parseRetryAfter} from '../../pretrained/download/interruption';
import {AlexNetError} from '../../errors';
import type {PlainFetch, PlainResponse} from './light-fetch.node.js';
import {shardError} from './shard-error';

/** What a request for bytes brought. */
export interface RequestedBytes {
  /** The bytes; undefined where the server sends whole files only, or has no such file. */
  bytes: Uint8Array | undefined;
  /** Length of the whole file, where the server says it. */
  total: number | undefined;
  /** Whether there is no such file. */
  isMissing: boolean;
}

/** Arguments of {@link requestBytes}. */
export interface RequestBytesOptions {
  fetch: PlainFetch;
  /** Milliseconds without a byte after which the connection counts as broken. */
  timeoutMs: number;
  /** First byte and number of bytes; the whole file without it. */
  range?: {offset: number; length: number} | undefined;
  /** Called with each piece of a whole file; then they are not collected. */
  onPart?: ((part: Uint8Array) => unknown) | undefined;
  signal?: AbortSignal | undefined;
}

const MISSING = [404, 410];
/** Statuses after which the same request may succeed. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];
/** Largest file that is read into memory as a whole: an index. */
const MAX_WHOLE_BYTES = 1 << 29;

/**
 * Makes one request for a file, or for a range of its bytes. Memory grows with the bytes that arrive, whatever a server
 * announces.
 *
 * @throws Interruption where another request may help, bad-data or io where it will not, the signal's reason when stopped.
 */
export async function requestBytes(
  url: string,
  {fetch, timeoutMs, range, onPart, signal}: RequestBytesOptions,
): Promise<RequestedBytes> {
  const idle = new IdleSignal(timeoutMs, signal);
  try {
    const response = await fetch(url, {
      headers: {
        'Accept-Encoding': 'identity',
        ...(range === undefined ? {} : {Range: `bytes=${range.offset}-${range.offset + range.length - 1}`}),
      },
      signal: idle.signal,
    });
    const {status, headers} = response;
    if (MISSING.includes(status)) {
      return {bytes: undefined, total: undefined, isMissing: true};
    }
    const isPart = status === 206;
    if (status !== 200 && !isPart) {
      throw refusal(url, response);
    }
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('Content-Range') ?? '') ?? [];
    if (range !== undefined && !isPart) {
      return {bytes: undefined, total: undefined, isMissing: false};
    }
    if (range !== undefined && Number(start) !== range.offset) {
      throw new Interruption({
        problem: 'the server sent another range of bytes.',
        received: `Content-Range: ${headers.get('Content-Range') ?? 'none'}`,
      });
    }
    const announced = headers.get('Content-Length');
    const most = range?.length ?? (onPart === undefined ? MAX_WHOLE_BYTES : Number.MAX_SAFE_INTEGER);
    const parts: Uint8Array[] = [];
    const length = await readBody(response, idle, most, onPart ?? (part => parts.push(part)));
    const wanted = range?.length ?? (announced === null ? length : Number(announced));
    if (length !== wanted) {
      throw new Interruption({
        problem: 'the connection ended before the file did.',
        received: `${length} of ${wanted} bytes`,
      });
    }
    return {
      bytes: onPart === undefined ? Buffer.concat(parts) : new Uint8Array(0),
      total: range === undefined ? length : total === undefined ? undefined : Number(total),
      isMissing: false,
    };
  } catch (error) {
    if (error instanceof AlexNetError || error instanceof Interruption) {
      throw error;
    }
    signal?.throwIfAborted();
    throw new Interruption(
      idle.timedOut
        ? {problem: 'the server has fallen silent.', received: `no byte within ${timeoutMs / 1000} s`}
        : {problem: 'the connection failed.', received: describe(error)},
      {cause: error},
    );
  } finally {
    // Also closes a connection of which nobody reads the rest.
    idle.end();
  }
}

async function readBody(
  response: PlainResponse,
  idle: IdleSignal,
  most: number,
  onPart: (part: Uint8Array) => unknown,
): Promise<number> {
  const reader = response.body?.getReader();
  let length = 0;
  for (;;) {
    idle.touch();
    const next = await reader?.read();
    if (next?.value === undefined) {
      return length;
    }
    length += next.value.length;
    if (length > most) {
      throw shardError(response.url, {
        problem: 'the server sends more than it was asked for.',
        expected: `at most ${most} bytes`,
        received: 'more',
        fix: 'check the address: it must lead to the files themselves',
      });
    }
    onPart(next.value);
  }
}

function refusal(url: string, response: PlainResponse): AlexNetError | Interruption {
  const received = `${response.status} ${response.statusText} from ${url}`.replace('  ', ' ');
  return PASSING.includes(response.status)
    ? new Interruption(
        {problem: 'the server is not available now.', received},
        {retryAfterMs: parseRetryAfter(response.headers.get('Retry-After'), Date.now())},
      )
    : new AlexNetError({
        code: 'io',
        where: `shard ${url}`,
        problem: 'the server refuses the file.',
        expected: 'status 200 or 206',
        received,
        fix: 'check the address and your rights there',
      });
}

/** `fetch failed` says nothing; the reason is underneath. */
function describe(error: unknown): string {
  const texts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    texts.push(at.message);
  }
  return texts.filter(text => text !== '').join(': ') || String(error);
}
