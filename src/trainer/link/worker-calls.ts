import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {Link, Reply} from './link';
import {fromPlainError, type PlainError} from './plain-error';
import {transferablesOf} from './transferables';

/** Options of {@link WorkerCalls.call}. */
export interface CallOptions {
  /** Aborts the call; it then rejects with the signal's reason, as soon as the worker has stopped. */
  signal?: AbortSignal;
  /** Called for each event. An error that it throws aborts the call, which rejects with that error. */
  onEvent?: (event: unknown) => void;
}

interface Pending extends CallOptions {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** An error of `onEvent`. */
  thrown?: {error: unknown};
}

/** Calls methods of a worker that `serveCalls` serves. Data in the arguments moves to it where it can. */
export class WorkerCalls {
  readonly #link: Link;
  readonly #pending = new Map<number, Pending>();
  readonly #ready: Promise<void>;
  #setReady: () => void = () => undefined;
  #setFailed: (error: unknown) => void = () => undefined;
  #failure: AlexNetError | undefined;
  #nextId = 1;

  constructor(link: Link) {
    this.#link = link;
    this.#ready = new Promise<void>((resolve, reject) => {
      this.#setReady = resolve;
      this.#setFailed = reject;
    });
    // A failure is thrown by the calls; without one nobody waits for it.
    this.#ready.catch(() => undefined);
    link.listen(
      message => {
        this.#receive(message as Reply);
      },
      cause => {
        this.#fail(ended(cause));
      },
    );
  }

  async call(method: string, args: unknown, options: CallOptions = {}): Promise<unknown> {
    const {signal} = options;
    signal?.throwIfAborted();
    await this.#ready;
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const abort = (): void => {
      this.#link.send({kind: 'abort', id});
    };
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, {...options, resolve, reject});
        this.#link.send({kind: 'call', id, method, args}, transferablesOf(args));
        signal?.addEventListener('abort', abort, {once: true});
      });
    } finally {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the worker; calls that are under way, and later ones, reject. */
  close(): void {
    this.#fail(ended(undefined));
    this.#link.close();
  }

  #receive(reply: Reply): void {
    if (reply.kind === 'ready') {
      this.#setReady();
      return;
    }
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) {
      return;
    }
    const {thrown, signal, resolve, reject} = pending;
    if (reply.kind === 'event') {
      this.#handle(reply.id, pending, reply.event);
    } else if (thrown !== undefined) {
      reject(thrown.error);
    } else if (reply.kind === 'result') {
      resolve(reply.value);
    } else if (reply.kind === 'aborted') {
      reject(signal?.reason);
    } else {
      reject(fromPlainError(reply.error as PlainError));
    }
  }

  #handle(id: number, pending: Pending, event: unknown): void {
    if (pending.thrown !== undefined) {
      return;
    }
    try {
      pending.onEvent?.(event);
    } catch (error) {
      pending.thrown = {error};
      this.#link.send({kind: 'abort', id});
    }
  }

  #fail(error: AlexNetError): void {
    if (this.#failure !== undefined) {
      return;
    }
    this.#failure = error;
    this.#setFailed(error);
    for (const {reject} of this.#pending.values()) {
      reject(error);
    }
  }
}

function ended(cause: unknown): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: 'createTrainer',
    problem: cause === undefined ? 'this trainer was disposed.' : 'the worker has ended.',
    expected: 'a worker that runs',
    ...(cause === undefined ? {} : {received: cause instanceof Error ? cause.message : show(cause), cause}),
    fix:
      cause === undefined
        ? 'make another one: await createTrainer()'
        : 'make another trainer and resume the run: trainer.resume(name). If a bundler moved the file of the worker, pass a worker of your own, see serveTrainer',
  });
}
