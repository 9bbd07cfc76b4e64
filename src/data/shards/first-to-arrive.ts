import {delay, Interruption, waitBeforeRetry} from '../../pretrained/download/interruption';

/** Options of {@link firstToArrive}. */
export interface FirstToArriveOptions {
  /** Milliseconds after which another attempt starts beside the slow one. */
  slowMs: number;
  /** Resolves when the first attempt is known to be slow before that. */
  isSlow?: Promise<void> | undefined;
  /** Most attempts at a time. */
  atOnce: number;
  /** Attempts that may fail before the call fails. */
  retries: number;
  signal?: AbortSignal | undefined;
}

/** The first attempt after a failure starts sooner than that of a download: a step of a training waits for it. */
const FIRST_WAIT_FACTOR = 1 / 20;
/** A timer of twice this time fires at once. */
const MOST_MS = 2 ** 30;
/** Reason for stopping what is no longer needed; one for all, because making an error takes time. */
const DONE = new Error('another attempt has succeeded');

/**
 * Returns the result of the first attempt that succeeds. After an {@link Interruption} another one starts; beside a slow one
 * too, so that one request in twenty that hangs does not hold up the others.
 *
 * @throws the last Interruption, any other error at once, and the signal's reason.
 */
export async function firstToArrive<T>(
  attempt: (signal: AbortSignal, isFirst: boolean) => Promise<T>,
  {slowMs, isSlow, atOnce, retries, signal}: FirstToArriveOptions,
): Promise<T> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const onAbort = (): void => {
    stop.abort(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort, {once: true});
  const running = new Set<Promise<Outcome<T>>>();
  let failures = 0;
  try {
    for (let started = 0; ;) {
      if (running.size < atOnce) {
        const promise: Promise<Outcome<T>> = attempt(stop.signal, started === 0).then(
          value => ({promise, value: {got: value}}),
          (error: unknown) => ({promise, error}),
        );
        running.add(promise);
        started++;
      }
      const outcome = await Promise.race([
        ...running,
        slow(slowMs * 2 ** (running.size - 1), stop.signal),
        ...(isSlow === undefined || started > 1 ? [] : [isSlow.then(() => undefined)]),
      ]);
      signal?.throwIfAborted();
      if (outcome === undefined) {
        continue;
      }
      if (outcome.value !== undefined) {
        return outcome.value.got;
      }
      running.delete(outcome.promise);
      const {error} = outcome;
      if (!(error instanceof Interruption)) {
        throw error;
      }
      failures++;
      if (failures > retries) {
        throw error;
      }
      if (running.size === 0) {
        const ms = error.retryAfterMs ?? waitBeforeRetry(failures) * FIRST_WAIT_FACTOR;
        await delay(waitBeforeRetry(failures, ms), signal);
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stop.abort(DONE);
  }
}

interface Outcome<T> {
  promise: Promise<Outcome<T>>;
  value?: {got: T};
  error?: unknown;
}

async function slow(ms: number, signal: AbortSignal): Promise<undefined> {
  await delay(Math.min(ms, MOST_MS), signal).catch(() => undefined);
  return undefined;
}
