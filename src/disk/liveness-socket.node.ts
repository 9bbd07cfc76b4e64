/**
 * Sockets that tell whether a process lives: the kernel closes them with the process. The kernel accepts its connections,
 * also while the process computes for minutes or is stopped.
 */
import {open, rm} from 'node:fs/promises';
import {connect, createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {errorCode} from './atomic-file.node.js';

/** What is known of a socket: a process listens, none does any more, there is no such file, or the system does not tell. */
export type Liveness = 'listening' | 'closed' | 'missing' | 'unknown';

/** A path of a socket may have about 100 bytes; through an open directory any path is short. */
const MAX_PATH_BYTES = 100;

/** A socket that this process listens on. */
export interface LivenessSocket {
  /** Closes it and removes its file. */
  close(): Promise<void>;
}

/** Listens on a socket `name` in `directory` until the process ends; undefined where the disk takes no sockets. */
export async function listenIn(directory: string, name: string): Promise<LivenessSocket | undefined> {
  const close = async (server: Server): Promise<void> => {
    await new Promise(resolve => server.close(resolve));
    // Node removes the file only if the path that it listened on still leads there.
    await rm(join(directory, name), {force: true});
  };
  return withShortPath(directory, name, path => {
    const server = createServer(connection => connection.on('error', () => undefined).destroy());
    // The process may end while it listens.
    server.unref();
    return new Promise<LivenessSocket | undefined>(resolve => {
      // Also later: an error of one connection must not end the process.
      server.on('error', () => {
        resolve(undefined);
      });
      server.listen(path, () => {
        resolve({close: () => close(server)});
      });
    });
  });
}

/** Whether a process listens on the socket `name` in `directory`. */
export async function livenessOf(directory: string, name: string): Promise<Liveness> {
  const found = await withShortPath(directory, name, path => {
    const connection = connect(path);
    return new Promise<Liveness>(resolve => {
      connection.once('connect', () => {
        resolve('listening');
      });
      connection.on('error', error => {
        const code = errorCode(error);
        resolve(code === 'ECONNREFUSED' ? 'closed' : code === 'ENOENT' ? 'missing' : 'unknown');
      });
    }).finally(() => connection.destroy());
  });
  return found ?? 'unknown';
}

/** Calls a function with a path that is short enough; returns undefined where there is none. */
async function withShortPath<T>(
  directory: string,
  name: string,
  body: (path: string) => Promise<T>,
): Promise<T | undefined> {
  const path = join(directory, name);
  if (process.platform === 'win32') {
    return undefined;
  }
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) {
    return body(path);
  }
  if (process.platform !== 'linux') {
    return undefined;
  }
  const handle = await open(directory, 'r');
  try {
    return await body(`/proc/self/fd/${handle.fd}/${name}`);
  } finally {
    await handle.close();
  }
}
