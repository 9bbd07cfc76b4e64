import type {AlexNetErrorFields} from '../../errors';

/** A request that failed in a way that another one may not: a broken connection, a busy server. */
export class Interruption extends Error {
  /** Message when there is no further attempt. */
  readonly fields: Pick<AlexNetErrorFields, 'problem' | 'received'>;
  /** Time that the server asks to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    fields: Pick<AlexNetErrorFields, 'problem' | 'received'>,
    {retryAfterMs, cause}: {retryAfterMs?: number; cause?: unknown} = {},
  ) {
    super(fields.problem, {cause});
    this.name = 'Interruption';
    this.fields = fields;
    this.retryAfterMs = retryAfterMs;
  }
}

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;

/** Milliseconds before the next attempt: twice as long each time, or what the server asks for, at most half a minute. */
export function waitBeforeRetry(failures: number, retryAfterMs?: number): number {
  return Math.min(MAX_WAIT_MS, retryAfterMs ?? FIRST_WAIT_MS * 2 ** (failures - 1));
}

/** Milliseconds that a `Retry-After` header asks for: seconds or a date. */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) {
    return undefined;
  }
  // Date.parse finds a year in almost anything: only dates as HTTP writes them are left to it.
  const ms = /^\d+$/.test(header)
    ? 1000 * Number(header)
    : /^\w{3}, /.test(header)
      ? Date.parse(header) - nowMs
      : NaN;
  return ms >= 0 ? ms : undefined;
}

/** Waits; rejects with the signal's reason when it is raised before. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((done, fail) => {
    const stop = (): void => {
      clearTimeout(timer);
      fail(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      done();
    }, ms);
    signal?.addEventListener('abort', stop, {once: true});
  });
}
