/**
 * Files that are either wholly there or not at all.
 *
 * A file is written under a temporary name, forced to the disk, renamed over its final name, and the directory is
 * forced to the disk: a rename is atomic, so a reader (and the next start after a power cut) sees the old bytes or the
 * new ones, never a mixture. Temporary names carry the process id, so that what a killed process left can be told from
 * what a living one is writing.
 */
import {randomInt} from 'node:crypto';
import {open, readdir, rename, rm} from 'node:fs/promises';
import {dirname, basename, join} from 'node:path';
import {makeDirectory} from './make-directory.node.js';
import {AlexNetError} from '../errors';
import {syncHandle} from './sync-handle.node.js';

const TEMPORARY = /^\.tmp-(\d+)-\d+-(.*)$/s;
/** Begins anywhere: two containers that share a directory have processes of the same id. */
let counter = randomInt(2 ** 40);

/** A name beside `path` that nothing else uses: `.tmp-<process id>-<number>-<name>`. */
export function temporaryPath(path: string): string {
  counter += 1;
  return join(dirname(path), `.tmp-${process.pid}-${counter}-${basename(path)}`);
}

/** Writes `parts` one behind the other into `path` and forces them to the disk. Not atomic; see {@link writeFileAtomic}. */
export async function writeFileSynced(
  path: string,
  ...parts: readonly (Uint8Array | string)[]
): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const part of parts) {
      await file.writeFile(part);
    }
    await syncHandle(file);
  } finally {
    await file.close();
  }
}

/**
 * Replaces `path` by `parts`: afterwards, and after a crash at any moment, it holds the old bytes or the new ones.
 *
 * Directories on the way are made. When the disk is full or refuses, the temporary file is removed, the old file stays
 * and an AlexNetError with code `io` says what to do.
 */
export async function writeFileAtomic(
  path: string,
  ...parts: readonly (Uint8Array | string)[]
): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await makeDirectory(dirname(path));
    await writeFileSynced(temporary, ...parts);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    // Where the directory is no directory, removing fails too; the first error is the one to be told.
    await rm(temporary, {force: true}).catch(() => undefined);
    throw ioError(`writing ${path}`, error);
  }
}

/** Forces the names in a directory to the disk. Without this a rename may be lost in a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory; there a rename is on the disk when it returns.
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(directory, 'r');
  try {
    await syncHandle(handle);
  } finally {
    await handle.close();
  }
}

/**
 * Removes temporary files and directories in `directory` whose process is gone (with `all`: every one). Only those of `names`:
 * a process in another container seems to be gone, so that what others write here without this one's lock is left alone.
 */
export async function removeStaleTemporaries(
  directory: string,
  {all = false, names = /(?:)/}: {all?: boolean; names?: RegExp} = {},
): Promise<void> {
  for (const entry of await readdir(directory)) {
    const [, pid, name] = TEMPORARY.exec(entry) ?? [];
    if (pid !== undefined && names.test(name ?? '') && (all || !isAlive(Number(pid)))) {
      await rm(join(directory, entry), {recursive: true, force: true});
    }
  }
}

/** Whether a process with this id exists on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
}

/** The `code` of a Node error (`'ENOENT'`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const FIXES: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space on that disk, or choose another one; what was there before is unharmed',
  EDQUOT:
    'free some space (your quota is used up), or choose another disk; what was there before is unharmed',
  EACCES: 'change the permissions, or choose another directory',
  EPERM: 'change the permissions, or choose another directory',
  EROFS: 'choose a directory on a disk that can be written',
  ENOENT: 'check the path: a folder in it does not exist',
  ENOTDIR: 'check the path: one of its folders is a file',
  EEXIST: 'choose another path: a file is in the way',
  EISDIR: 'choose another path: a directory is in the way',
  EMFILE: 'raise the limit of open files (ulimit -n)',
};

/** The error of the operating system in this library's form. An AlexNetError passes unchanged. */
export function ioError(where: string, error: unknown): AlexNetError {
  if (error instanceof AlexNetError) {
    return error;
  }
  const code = errorCode(error);
  return new AlexNetError({
    code: 'io',
    where,
    problem: code === 'ENOSPC' ? 'the disk is full.' : 'the operating system refused.',
    received: error instanceof Error ? error.message : String(error),
    fix: FIXES[code ?? ''] ?? 'see the message of the operating system above, then try again',
    cause: error,
  });
}
