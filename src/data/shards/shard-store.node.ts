import {createReadStream} from 'node:fs';
import {open, readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {errorCode, ioError} from '../../disk/atomic-file.node.js';
import {shardError} from './shard-error';

/** A place where shards lie. */
export interface ShardStore {
  /** Whether photos are read over a network: then many are asked for at a time. */
  readonly isRemote: boolean;
  /** Returns where a file lies, for messages. */
  pathOf(name: string): string;
  /** Returns the text of a file; undefined if there is none. */
  readText(name: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Returns the length of a file in bytes. */
  sizeOf(name: string, signal?: AbortSignal): Promise<number>;
  /** Returns a file from its first byte to its last one. */
  chunks(name: string, bytes: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Returns `length` bytes of a file of `bytes` bytes, from `offset` on. */
  read(range: ShardRange, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Bytes of a shard. */
export interface ShardRange {
  name: string;
  /** Length of the whole file. */
  bytes: number;
  offset: number;
  length: number;
}

/** Shards in a folder. */
export function folderStore(directory: string): ShardStore {
  const pathOf = (name: string): string => join(directory, name);
  return {
    isRemote: false,
    pathOf,
    readText: async name => {
      try {
        return await readFile(pathOf(name), 'utf8');
      } catch (error) {
        if (errorCode(error) === 'ENOENT') {
          return undefined;
        }
        throw ioError(`reading ${pathOf(name)}`, error);
      }
    },
    sizeOf: async name => {
      try {
        return (await stat(pathOf(name))).size;
      } catch (cause) {
        throw missing(pathOf(name), cause);
      }
    },
    chunks: name => createReadStream(pathOf(name), {highWaterMark: 1 << 20}),
    read: range => readRange(pathOf(range.name), range),
  };
}

/** Names of the shards in a folder, sorted. */
export async function listShards(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter(name => name.endsWith('.tar') && !name.startsWith('.')).sort();
}

async function readRange(path: string, {offset, length}: ShardRange): Promise<Uint8Array> {
  let handle;
  try {
    handle = await open(path);
  } catch (cause) {
    throw missing(path, cause);
  }
  try {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const {bytesRead} = await handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) {
        throw shardError(path, {
          problem: 'it is cut short: its end is missing.',
          expected: `at least ${offset + length} bytes`,
          received: `${offset + done} bytes`,
          fix: 'copy or download it again',
        });
      }
      done += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw ioError(`reading ${path}`, error);
  } finally {
    await handle.close();
  }
}

function missing(path: string, cause: unknown): Error {
  return errorCode(cause) === 'ENOENT'
    ? shardError(path, {
        problem: 'there is no such file.',
        expected: 'each shard that the index lists',
        received: path,
        fix: 'copy or download it again',
        cause,
      })
    : ioError(`reading ${path}`, cause);
}
