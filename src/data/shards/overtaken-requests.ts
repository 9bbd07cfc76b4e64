/** Later requests that arrive first before a request counts as slow. */
const OVERTAKERS = 12;

/** A request under way. */
export interface WatchedRequest {
  /** Resolves when the request is slow. */
  readonly isSlow: Promise<void>;
  /** The request has arrived, or nobody waits for it any more. */
  end: (hasArrived: boolean) => void;
}

/**
 * Finds slow requests without a clock: those that later ones have overtaken. While a training step is computed, no response
 * is seen, so the time that a request takes says more about the step than about the server.
 */
export class OvertakenRequests {
  readonly #running = new Set<{overtakers: number; tell: () => void}>();

  /** Called when a request starts. */
  start(): WatchedRequest {
    let tell = (): void => undefined;
    const isSlow = new Promise<void>(resolve => {
      tell = resolve;
    });
    const own = {overtakers: 0, tell};
    this.#running.add(own);
    return {
      isSlow,
      end: hasArrived => {
        // A set is in the order of the starts.
        for (const earlier of hasArrived ? this.#running : []) {
          if (earlier === own) {
            break;
          }
          earlier.overtakers++;
          if (earlier.overtakers === OVERTAKERS) {
            earlier.tell();
          }
        }
        this.#running.delete(own);
      },
    };
  }
}
