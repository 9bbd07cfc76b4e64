/** Exit code of a program stopped with Ctrl-C, by the convention of shells. */
export const INTERRUPTED = 130;

/** Signals that ask the program to stop: Ctrl-C, `kill`, and a terminal that closes. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `body` with a signal that the first Ctrl-C, SIGTERM or SIGHUP aborts, so that it can save its work and stop. A second
 * Ctrl-C or SIGTERM ends the process at once; a second SIGHUP does not, because the shell and the terminal may each send one.
 */
export async function withInterrupt<T>(
  body: (signal: AbortSignal) => Promise<T>,
  onFirst: () => void,
): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (!controller.signal.aborted) {
      controller.abort();
      onFirst();
    } else if (signal !== 'SIGHUP') {
      process.exit(INTERRUPTED);
    }
  };
  for (const signal of SIGNALS) {
    process.on(signal, stop);
  }
  try {
    return await body(controller.signal);
  } finally {
    for (const signal of SIGNALS) {
      process.off(signal, stop);
    }
  }
}
