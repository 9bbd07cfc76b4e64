/** Exit code of a program stopped with Ctrl-C, by the convention of shells. */
export const INTERRUPTED = 130;

/**
 * Runs `body` with a signal that the first Ctrl-C or SIGTERM aborts, so that it can save its work and stop. The
 * second one ends the process at once.
 */
export async function withInterrupt<T>(
  body: (signal: AbortSignal) => Promise<T>,
  onFirst: () => void,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) {
      process.exit(INTERRUPTED);
    }
    controller.abort();
    onFirst();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await body(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
