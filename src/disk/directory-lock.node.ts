/**
 * One writer per directory.
 *
 * The lock is a file that names its owner: process id, and what tells this process from a later one with the same id
 * (start time and boot). A killed owner cannot remove its lock, so a lock whose owner is gone is taken over. The file is
 * first written under another name and then linked: linking fails when the name exists, and a lock is never seen empty.
 */
import {link, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {makeDirectory} from './make-directory.node.js';
import {AlexNetError} from '../errors';
import {errorCode, ioError, isAlive, temporaryPath} from './atomic-file.node.js';

const LOCK_NAME = '.lock';

interface LockOwner {
  pid: number;
  host: string;
  /** Boot and start time of the process where the system tells them, else ''. */
  born: string;
}

/** The right to write a directory, held until {@link DirectoryLock.release} or the end of the process. */
export class DirectoryLock {
  #released = false;

  private constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  /** Takes the lock of `directory` (made if it is missing), or throws `bad-state` naming the process that holds it. */
  static async acquire(directory: string): Promise<DirectoryLock> {
    const path = join(directory, LOCK_NAME);
    const owner: LockOwner = {pid: process.pid, host: hostname(), born: await birthOf(process.pid)};
    const text = JSON.stringify(owner);
    const temporary = temporaryPath(path);
    try {
      await makeDirectory(directory);
      await writeFile(temporary, text);
      // Each round either gets the lock or removes one stale lock; more than a few rounds mean many starts at once.
      for (let attempt = 0; attempt < 10; attempt++) {
        if (await tryLink(temporary, path)) {
          return new DirectoryLock(path, text);
        }
        await removeIfStale(path, directory);
      }
    } catch (error) {
      throw ioError(`locking ${directory}`, error);
    } finally {
      await rm(temporary, {force: true}).catch(() => undefined);
    }
    throw inUse(directory, path, 'several processes that start at once');
  }

  /** Releases the lock. A second call does nothing. */
  async release(): Promise<void> {
    if (this.#released) {
      return;
    }
    this.#released = true;
    if ((await readLock(this.path)) === this.text) {
      await rm(this.path, {force: true});
    }
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function removeIfStale(path: string, directory: string): Promise<void> {
  const text = await readLock(path);
  if (text === undefined) {
    return;
  }
  const owner = parseOwner(text);
  if (owner !== undefined && (await isHeld(owner))) {
    throw inUse(directory, path, `process ${owner.pid} on ${owner.host}`);
  }
  const aside = temporaryPath(path);
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return;
    }
    throw error;
  }
  // Another process may have taken the stale lock over in between: then this was its lock, and it goes back.
  if ((await readLock(aside)) !== text) {
    await tryLink(aside, path);
  }
  await rm(aside, {force: true});
}

async function isHeld(owner: LockOwner): Promise<boolean> {
  if (owner.host !== hostname()) {
    return true;
  }
  return isAlive(owner.pid) && (await birthOf(owner.pid)) === owner.born;
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** Undefined for what no process of this library wrote: such a lock belongs to nobody. */
function parseOwner(text: string): LockOwner | undefined {
  try {
    const {pid, host, born} = JSON.parse(text) as Partial<LockOwner>;
    return typeof pid === 'number' && typeof host === 'string' && typeof born === 'string'
      ? {pid, host, born}
      : undefined;
  } catch {
    return undefined;
  }
}

async function birthOf(pid: number): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 3 is the state, field 22 the start time; field 2, the name, may hold spaces: count behind its bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie is dead, though its id still exists.
    return fields[0] === 'Z' ? 'dead' : `${boot} ${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}

function inUse(directory: string, path: string, by: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: `run directory ${directory}`,
    problem: 'another process is writing it.',
    expected: 'one writer at a time',
    received: `in use by ${by}`,
    fix: `wait for that run, stop it, or choose another directory (if it is surely gone, delete ${path})`,
  });
}
