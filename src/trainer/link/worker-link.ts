import type {Link} from './link';

/** A worker or a port of a page (EventTarget), or one of Node (EventEmitter). */
interface Endpoint {
  postMessage(message: unknown, transfer: readonly object[]): void;
  on?(event: string, listener: (value: unknown) => void): unknown;
  addEventListener?(event: string, listener: (event: unknown) => void): void;
  start?(): void;
  terminate?(): unknown;
  close?(): void;
}

/** Connects to a worker, or in the worker to the thread that started it: `self` in a page, `parentPort` in Node. */
export function linkTo(endpoint: object): Link {
  const end = endpoint as Endpoint;
  return {
    send: (message, transfer = []) => {
      end.postMessage(message, transfer);
    },
    listen: (onMessage, onFailure) => {
      if (typeof end.on === 'function') {
        end.on('message', onMessage);
        end.on('messageerror', onFailure);
        end.on('error', onFailure);
        end.on('exit', code => {
          onFailure(new Error(`the worker ended with code ${String(code)}`));
        });
        return;
      }
      end.addEventListener?.('message', event => {
        onMessage((event as {data: unknown}).data);
      });
      end.addEventListener?.('messageerror', () => {
        onFailure(new Error('a message cannot be read'));
      });
      end.addEventListener?.('error', event => {
        const {error, message = 'its file cannot be loaded'} = event as {error?: unknown; message?: string};
        onFailure(error instanceof Error ? error : new Error(message));
      });
      end.start?.();
    },
    close: () => {
      if (end.terminate === undefined) {
        end.close?.();
      } else {
        void end.terminate();
      }
    },
  };
}
