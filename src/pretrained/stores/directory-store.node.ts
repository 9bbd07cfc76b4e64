/**
 * Downloaded files in a directory: `name/file`, beside it `file.part` while it is not whole, and `file.part.json` that
 * says where the part is from. A file is renamed to its name once its digest is verified, so that under that name
 * there is never an incomplete one; the folder's lock lets one program at a time write.
 */
import {createReadStream} from 'node:fs';
import {open, readFile, rename, rm, stat, type FileHandle} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {makeDirectory} from '../../disk/make-directory.node.js';
import {delay} from '../download/interruption';
import type {ExclusiveOptions, FileOrigin, PartialFile, WeightStore} from './weight-store';
import {AlexNetError} from '../../errors';
import {errorCode, ioError, syncDirectory, writeFileAtomic} from '../../disk/atomic-file.node.js';
import {syncHandle} from '../../disk/sync-handle.node.js';
import {DirectoryLock} from '../../disk/directory-lock.node.js';

const READ_BYTES = 1 << 20;
const LOOK_AGAIN_MS = 300;
/**
 * Time for which another program may make no progress: longer than a silent server and the wait after it. The lock of a program
 * on another machine, or in a container that is gone, is never taken over, and would be waited for without an end.
 */
const MAX_STANDSTILL_MS = 180_000;

/** Keeps files in a directory of the disk, for all programs of this machine. */
export function directoryStore(directory: string): WeightStore {
  const pathOf = (key: string): string => join(directory, ...key.split('/'));
  return {
    locate: pathOf,
    async read(key) {
      const path = pathOf(key);
      const entry = await stat(path).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
          return undefined;
        }
        throw ioError(`reading ${path}`, error);
      });
      return entry === undefined ? undefined : readPieces(path);
    },
    openPartial: key => DirectoryPartial.open(pathOf(key)),
    async exclusive(key, work, options) {
      const lock = await lockFolder(pathOf(key), options);
      try {
        return await work();
      } finally {
        await lock.release();
      }
    },
  };
}

async function lockFolder(path: string, {signal, onWait}: ExclusiveOptions = {}): Promise<DirectoryLock> {
  const folder = dirname(path);
  let seen: string | undefined;
  for (let sinceMs = performance.now(); ;) {
    signal?.throwIfAborted();
    try {
      return await DirectoryLock.acquire(folder);
    } catch (error) {
      if (!(error instanceof AlexNetError) || error.code !== 'bad-state') {
        throw notWritable(folder, error);
      }
      const state = await stateOf(`${path}.part`);
      if (seen === undefined) {
        onWait?.();
      }
      if (state !== seen) {
        seen = state;
        sinceMs = performance.now();
      }
      if (performance.now() - sinceMs > MAX_STANDSTILL_MS) {
        throw error;
      }
      await delay(LOOK_AGAIN_MS, signal);
    }
  }
}

/** Properties that change while a program writes a file. */
async function stateOf(path: string): Promise<string> {
  return stat(path).then(
    ({size, mtimeMs}) => `${size} ${mtimeMs}`,
    () => 'none',
  );
}

/** The operating system's refusal, with what can be done about a cache. */
function notWritable(folder: string, error: unknown): AlexNetError {
  const {code, problem, received, fix, cause} = ioError(`cache ${folder}`, error);
  return new AlexNetError({
    code,
    where: `cache ${folder}`,
    problem,
    received,
    fix: `${fix ?? ''}: the option cache, --cache or ALEXNET_CACHE name another one`.replace(/^: /, ''),
    cause,
  });
}

class DirectoryPartial implements PartialFile {
  #file: FileHandle | undefined;

  private constructor(
    readonly path: string,
    file: FileHandle,
    public size: number,
    public origin: FileOrigin | undefined,
  ) {
    this.#file = file;
  }

  static async open(path: string): Promise<DirectoryPartial> {
    try {
      await makeDirectory(dirname(path));
      const origin = await readOrigin(`${path}.part.json`);
      const file = await open(`${path}.part`, 'a');
      if (origin === undefined) {
        // Nobody knows of what this is a part.
        await file.truncate(0);
      }
      return new DirectoryPartial(path, file, (await file.stat()).size, origin);
    } catch (error) {
      throw notWritable(dirname(path), error);
    }
  }

  async *content(): AsyncGenerator<Uint8Array> {
    if (this.size > 0) {
      yield* readPieces(`${this.path}.part`);
    }
  }

  async restart(origin: FileOrigin): Promise<void> {
    await this.#write(async file => {
      await file.truncate(0);
      this.size = 0;
      await writeFileAtomic(`${this.path}.part.json`, JSON.stringify(origin));
    });
    this.origin = origin;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#write(async file => {
      for (let at = 0; at < bytes.length;) {
        const {bytesWritten} = await file.write(bytes, at);
        at += bytesWritten;
        this.size += bytesWritten;
      }
    });
  }

  async commit(): Promise<void> {
    await this.#write(syncHandle);
    await this.close();
    await this.#guard(async () => {
      await rename(`${this.path}.part`, this.path);
      await syncDirectory(dirname(this.path));
      await rm(`${this.path}.part.json`, {force: true});
    });
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #write(work: (file: FileHandle) => Promise<void>): Promise<void> {
    const file = this.#file;
    if (file === undefined) {
      throw new AlexNetError({
        code: 'bad-state',
        where: `writing ${this.path}.part`,
        problem: 'internal: the file was closed before.',
        fix: 'this is a defect of tfjs-alexnet: report it with what you did',
      });
    }
    await this.#guard(() => work(file));
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw notWritable(dirname(this.path), error);
    }
  }
}

async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of createReadStream(path, {highWaterMark: READ_BYTES})) {
      yield bytes as Uint8Array;
    }
  } catch (error) {
    throw ioError(`reading ${path}`, error);
  }
}

async function readOrigin(path: string): Promise<FileOrigin | undefined> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<FileOrigin> | null;
    const {url, validator} = value ?? {};
    return typeof url === 'string' && (validator === undefined || typeof validator === 'string')
      ? {url, validator}
      : undefined;
  } catch {
    return undefined;
  }
}
