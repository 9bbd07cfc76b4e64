/** Exit code of a program that a user stopped, as shells have it for Ctrl-C. */
export const INTERRUPTED = 130;

/**
 * Runs `body` with a signal that the first Ctrl-C or SIGTERM raises, so that it can bring its work to a good end. The
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
