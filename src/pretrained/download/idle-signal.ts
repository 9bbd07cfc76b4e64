/** One reason for all, because making an error takes time; nobody waits any more where it is seen. */
const ENDED = new Error('the request has ended');

/** A signal that is raised when nothing happens for too long, or when another one is. */
export class IdleSignal {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether it was raised because nothing happened. */
  timedOut = false;

  constructor(timeoutMs: number, outer?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#outer = outer;
    outer?.addEventListener('abort', this.#abort, {once: true});
    if (outer?.aborted === true) {
      this.#abort();
    }
    this.touch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something happened: counts from now. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.timedOut = true;
      this.#controller.abort();
    }, this.#timeoutMs);
  }

  /** Stops counting until the next touch. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Stops counting, lets go of the other signal and, being raised itself, of whatever still hangs on this one. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
    this.#controller.abort(ENDED);
  }

  readonly #abort = (): void => {
    this.#controller.abort(this.#outer?.reason);
  };
}
