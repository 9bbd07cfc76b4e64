import {AlexNetError} from '../../errors';
import type {FileDigest} from '../../presets/pretrained';
import {IdleSignal} from './idle-signal';
import {Interruption, parseRetryAfter} from './interruption';
import {readResponse, type RemoteResponse} from './remote-response';
import type {FileOrigin} from '../stores/weight-store';

/** A file to download, and how to know it again. */
export interface RemoteFile {
  /** Names it in errors. */
  name: string;
  url: string;
  digest: FileDigest;
  /** Length, where it is known. */
  bytes?: number;
}

/** Arguments of {@link requestRest}. */
export interface RequestOptions {
  fetch: typeof globalThis.fetch;
  /** Milliseconds without a byte after which the connection counts as broken. */
  timeoutMs: number;
  /** Whether to send `If-Range`, for which a page of another origin needs the server's leave. */
  ifRange: boolean;
  signal?: AbortSignal;
}

/** Takes what a request brings. */
export interface RestReceiver {
  /** Called when the response begins. A promise of `false` ends the request. */
  begin(answer: RemoteResponse, origin: FileOrigin): Promise<boolean>;
  take(bytes: Uint8Array): Promise<void>;
}

/** Statuses after which the same request may succeed. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Makes one request for the bytes of a file from `offset` on, and hands over what comes.
 *
 * @throws Interruption where another attempt may help, AlexNetError where it will not, the signal's reason when stopped.
 */
export async function requestRest(
  file: RemoteFile,
  offset: number,
  origin: FileOrigin | undefined,
  receiver: RestReceiver,
  {fetch, timeoutMs, ifRange, signal}: RequestOptions,
): Promise<void> {
  const idle = new IdleSignal(timeoutMs, signal);
  let isOurs = false;
  try {
    const response = await fetch(file.url, {
      headers: headersFor(offset, origin?.url === file.url && ifRange ? origin.validator : undefined),
      signal: idle.signal,
    });
    const answer = readResponse(response, offset);
    const {validator} = answer;
    if (response.status !== 200 && response.status !== 206 && response.status !== 416) {
      await cancel(response);
      throw refusal(file, response);
    }
    isOurs = true;
    idle.pause();
    const wanted = await receiver.begin(answer, {
      url: file.url,
      validator,
    });
    isOurs = false;
    if (!wanted || response.status === 416) {
      await cancel(response);
      return;
    }
    const reader = response.body?.getReader();
    for (;;) {
      idle.touch();
      const next = await reader?.read();
      if (next?.value === undefined) {
        return;
      }
      // A slow disk is not a silent server.
      idle.pause();
      isOurs = true;
      await receiver.take(next.value);
      isOurs = false;
    }
  } catch (error) {
    // A full disk is not a broken connection.
    if (isOurs || error instanceof AlexNetError || error instanceof Interruption) {
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

function headersFor(offset: number, validator: string | undefined): Record<string, string> {
  return {
    // Ranges count the bytes of the file, not of what a server compresses on the way. Browsers set this themselves.
    'Accept-Encoding': 'identity',
    ...(offset === 0 ? {} : {Range: `bytes=${offset}-`}),
    ...(offset === 0 || validator === undefined ? {} : {'If-Range': validator}),
  };
}

function refusal(file: RemoteFile, response: Response): AlexNetError | Interruption {
  const received = `${response.status} ${response.statusText} from ${response.url}`.replace('  ', ' ');
  if (PASSING.has(response.status)) {
    return new Interruption(
      {problem: 'the server is not available now.', received},
      {retryAfterMs: parseRetryAfter(response.headers.get('Retry-After'), Date.now())},
    );
  }
  return new AlexNetError({
    code: 'io',
    where: `download of ${file.name}`,
    problem: [404, 410].includes(response.status)
      ? 'the server does not have the file.'
      : 'the server refuses the file.',
    expected: 'status 200 or 206',
    received,
    fix: 'check the address and the mirror (option mirror, --mirror, ALEXNET_WEIGHTS_MIRROR), or fetch the file another way and pass its path',
    details: {status: response.status, url: response.url},
  });
}

async function cancel(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

/** `fetch failed` says nothing; the reason is underneath. */
function describe(error: unknown): string {
  const texts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    texts.push(at.message);
  }
  return texts.filter(text => text !== '').join(': ') || String(error);
}
