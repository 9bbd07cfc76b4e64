/** The start that was asked for last; settles whatever happens. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Starts a backend once the starts before it have ended, and returns what `start` returns. TensorFlow.js drops a start
 * that another one overtakes, as where React's strict mode runs an effect twice.
 *
 * Pitfall: a start that waits for another one in itself would wait for ever.
 */
export function queueStart<T>(start: () => Promise<T>): Promise<T> {
  const started = last.then(start);
  last = started.catch(() => undefined);
  return started;
}
