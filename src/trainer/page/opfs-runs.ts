import {AlexNetError} from '../../errors';
import type {RunFolder, RunStorage} from '../run-storage';
import {isNotFound, writeOpfsFile, type OpfsDirectory} from './opfs';
import {OpfsCheckpoints} from './opfs-checkpoints';
import {opfsError} from './opfs-error';

/** Time that a lock is waited for: the worker of a page that was reloaded may still have it. */
const WAIT_MS = 5000;

/** The locks of a page (`navigator.locks`), as far as they are used. */
export interface PageLocks {
  request(name: string, options: {signal: AbortSignal}, task: () => Promise<void>): Promise<void>;
}

export interface OpfsRunsOptions {
  /** Folder of the origin private file system. */
  folder: string;
  /** Default: `navigator.storage.getDirectory()`. */
  root?: () => Promise<OpfsDirectory>;
  /** Default: `navigator.locks`. */
  locks?: PageLocks;
  /** Default: 5 seconds. */
  waitMs?: number;
}

/** Runs in the origin private file system of a page. A run is locked while it is open, in all tabs. */
export function opfsRuns({
  folder,
  root = privateFiles,
  locks,
  waitMs = WAIT_MS,
}: OpfsRunsOptions): RunStorage {
  const home = async (): Promise<OpfsDirectory> => (await root()).getDirectoryHandle(folder, {create: true});
  const lock = async (name: string): Promise<() => void> =>
    holdLock(`tfjs-alexnet/${folder}/${name}`, name, locks ?? navigator.locks, waitMs);

  return {
    names: async () => {
      const names: string[] = [];
      for await (const [name, {kind}] of (await home()).entries()) {
        if (kind === 'directory') {
          names.push(name);
        }
      }
      return names.sort();
    },
    open: async (name, {readOnly}): Promise<RunFolder> => {
      const release = readOnly ? undefined : await lock(name);
      try {
        const directory = await (await home()).getDirectoryHandle(name, {create: true});
        return {
          checkpoints: new OpfsCheckpoints(directory),
          readFile: file => readFile(directory, file),
          writeFile: async (file, bytes) => {
            try {
              await writeOpfsFile(directory, file, [bytes]);
            } catch (error) {
              throw opfsError(`writing ${file} of the run "${name}"`, error);
            }
          },
          close: () => {
            release?.();
            return Promise.resolve();
          },
        };
      } catch (error) {
        release?.();
        throw opfsError(`opening the run "${name}"`, error);
      }
    },
    remove: async name => {
      const release = await lock(name);
      try {
        await (await home()).removeEntry(name, {recursive: true});
      } catch (error) {
        if (!isNotFound(error)) {
          throw opfsError(`removing the run "${name}"`, error);
        }
      } finally {
        release();
      }
    },
  };
}

async function privateFiles(): Promise<OpfsDirectory> {
  const {navigator: {storage} = {}} = globalThis as {
    navigator?: {storage?: {getDirectory?(): Promise<unknown>}};
  };
  if (storage?.getDirectory === undefined) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'trainer',
      problem: 'this page cannot save runs: it has no origin private file system.',
      expected: 'a page from https or localhost, in a browser since 2023',
      received: 'no navigator.storage.getDirectory',
      fix: 'serve the page from https, or train without a name (leave out `run`)',
    });
  }
  return (await storage.getDirectory()) as OpfsDirectory;
}

async function readFile(directory: OpfsDirectory, name: string): Promise<Uint8Array | undefined> {
  try {
    const file = await (await directory.getFileHandle(name)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw opfsError(`reading ${name}`, error);
  }
}

/** Takes a lock, and returns a function that releases it; it is released with its worker, too. */
async function holdLock(key: string, name: string, locks: PageLocks, waitMs: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const wait = new AbortController();
    const timer = setTimeout(() => {
      wait.abort();
    }, waitMs);
    locks
      .request(key, {signal: wait.signal}, () => {
        clearTimeout(timer);
        return new Promise<void>(release => {
          resolve(release);
        });
      })
      .catch((cause: unknown) => {
        clearTimeout(timer);
        reject(wait.signal.aborted ? inUse(name, waitMs) : opfsError(`locking the run "${name}"`, cause));
      });
  });
}

function inUse(name: string, waitMs: number): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: `run "${name}"`,
    problem: 'this run is in use by another trainer.',
    expected: `that it is closed within ${waitMs / 1000} seconds`,
    received: 'a run that is open, in this tab or another one',
    fix: 'close the other tab, or await trainer.dispose() first',
  });
}
