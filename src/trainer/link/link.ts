/** One end of a connection between two threads. */
export interface Link {
  /** Sends plain data; `transfer` moves to the other thread. */
  send(message: unknown, transfer?: readonly object[]): void;
  /** Starts to receive. `onFailure`: the other thread has ended, or cannot be started; called once at most. */
  listen(onMessage: (message: unknown) => void, onFailure: (cause: unknown) => void): void;
  /** Ends the connection; a worker at the other end is terminated. */
  close(): void;
}

/** Messages to the worker. */
export type Request =
  | {kind: 'call'; id: number; method: string; args: unknown}
  /** The caller's signal was aborted. */
  | {kind: 'abort'; id: number};

/** Messages from the worker; all but the first belong to a call. */
export type Reply =
  | {kind: 'ready'}
  | {kind: 'event'; id: number; event: unknown}
  | {kind: 'result'; id: number; value: unknown}
  | {kind: 'error'; id: number; error: unknown}
  /** The call ended because of its signal. */
  | {kind: 'aborted'; id: number};
