import type {Link, Reply, Request} from './link';
import {toPlainError} from './plain-error';
import {transferablesOf} from './transferables';

/** A call, as a method sees it. */
export interface CallContext {
  /** Aborted when the caller's signal is. A method that stops for it throws its reason. */
  signal: AbortSignal;
  /** Sends an event to the caller. */
  emit: (event: unknown) => void;
}

/** Methods by name. What they return is moved to the caller where it can. */
export type ServedMethods = Readonly<Record<string, (args: never, context: CallContext) => Promise<unknown>>>;

/** Serves methods to the thread at the other end of a link, where `WorkerCalls` calls them. */
export function serveCalls(link: Link, methods: ServedMethods): void {
  const running = new Map<number, AbortController>();
  const send = (reply: Reply, transfer: readonly object[] = []): void => {
    link.send(reply, transfer);
  };

  const serve = async ({id, method, args}: Request & {kind: 'call'}): Promise<void> => {
    const controller = new AbortController();
    const {signal} = controller;
    running.set(id, controller);
    try {
      const called = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (called === undefined) {
        throw new Error(`internal: the worker has no method ${method}; its file is of another version`);
      }
      const emit = (event: unknown): void => {
        send({kind: 'event', id, event});
      };
      const value = await called(args as never, {signal, emit});
      send({kind: 'result', id, value}, transferablesOf(value));
    } catch (error) {
      send(
        signal.aborted && error === signal.reason
          ? {kind: 'aborted', id}
          : {kind: 'error', id, error: toPlainError(error)},
      );
    } finally {
      running.delete(id);
    }
  };

  link.listen(
    message => {
      const request = message as Request;
      if (request.kind === 'call') {
        void serve(request);
      } else {
        running.get(request.id)?.abort();
      }
    },
    () => {
      for (const controller of running.values()) {
        controller.abort();
      }
    },
  );
  send({kind: 'ready'});
}
