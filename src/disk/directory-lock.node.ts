/**
 * One writer per directory.
 *
 * The lock is a file that names its owner. It is first written under another name and then linked: linking fails when the
 * name exists, and a lock is never seen empty. A killed owner cannot remove its lock, so a lock whose owner is gone is taken
 * over.
 *
 * Whether an owner lives, its process id does not tell: two containers that share the directory have process ids of their
 * own. So an owner listens on a socket in the directory. The kernel closes the socket with the process, at once and however
 * it ends, and accepts connections for a process that is busy or stopped; a file's path leads every container of this kernel to the same
 * socket. Where there are no such sockets (Windows, some network disks), the process id counts, and an owner whose id says
 * nothing here is taken to live.
 */
import {randomBytes} from 'node:crypto';
import {link, readdir, readFile, readlink, rename, rm, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join, resolve} from 'node:path';
import {makeDirectory} from './make-directory.node.js';
import {AlexNetError} from '../errors';
import {errorCode, ioError, isAlive, temporaryPath} from './atomic-file.node.js';
import {listenIn, livenessOf, type LivenessSocket} from './liveness-socket.node.js';

const LOCK_NAME = '.lock';
/** Directories whose lock this process has. */
const HELD = new Set<string>();

interface LockOwner {
  pid: number;
  host: string;
  /** Boot and start time of the process where the system tells them, else ''. */
  born: string;
  /** Random; absent in locks of earlier versions. */
  id?: string;
  /** Where the process id counts, '' where the system does not tell. */
  namespace?: string;
  /** Name of the socket that the owner listens on, '' without one. */
  socket?: string;
}

/** The right to write a directory, held until {@link DirectoryLock.release} or the end of the process. */
export class DirectoryLock {
  #released = false;
  readonly #socket: LivenessSocket | undefined;

  private constructor(
    readonly path: string,
    readonly text: string,
    readonly directory: string,
    socket: LivenessSocket | undefined,
  ) {
    this.#socket = socket;
  }

  /** Whether this process has the lock of `directory`. */
  static isHeldHere(directory: string): boolean {
    return HELD.has(resolve(directory));
  }

  /** The same as `acquire`, but undefined on a disk that has no links, which a lock needs. */
  static async acquireIfPossible(directory: string): Promise<DirectoryLock | undefined> {
    return DirectoryLock.acquire(directory).catch((error: unknown) => {
      if (error instanceof AlexNetError && error.code === 'io') {
        return undefined;
      }
      throw error;
    });
  }

  /** Takes the lock of `directory` (made if it is missing), or throws `bad-state` naming the process that holds it. */
  static async acquire(directory: string): Promise<DirectoryLock> {
    const path = join(directory, LOCK_NAME);
    const temporary = temporaryPath(path);
    let socket: LivenessSocket | undefined;
    try {
      await makeDirectory(directory);
      const id = randomBytes(8).toString('hex');
      const socketName = `${LOCK_NAME}-${id}`;
      socket = await listenIn(directory, socketName);
      const owner: LockOwner = {
        pid: process.pid,
        host: hostname(),
        born: await birthOf(process.pid),
        id,
        namespace: await ownNamespace(),
        socket: socket === undefined ? '' : socketName,
      };
      const text = JSON.stringify(owner);
      // Each round either gets the lock or removes one stale lock; more than a few rounds mean many starts at once.
      for (let attempt = 0; attempt < 10; attempt++) {
        await writeFile(temporary, text);
        if ((await tryLink(temporary, path)) && (await readLock(path)) === text) {
          const lock = new DirectoryLock(path, text, directory, socket);
          HELD.add(resolve(directory));
          await removeOtherSockets(directory, socketName);
          return lock;
        }
        await removeIfStale(path, directory);
      }
    } catch (error) {
      await socket?.close();
      throw ioError(`locking ${directory}`, error);
    } finally {
      await rm(temporary, {force: true}).catch(() => undefined);
    }
    await socket?.close();
    throw inUse(directory, path, 'several processes that start at once');
  }

  /** Throws `bad-state` if the lock is no longer this process's: somebody deleted it, and another process has it. */
  async requireHeld(): Promise<void> {
    if ((await readLock(this.path)) !== this.text) {
      throw new AlexNetError({
        code: 'bad-state',
        where: `directory ${this.directory}`,
        problem: 'this process lost the lock of the directory while it wrote there.',
        expected: `its lock in ${this.path}`,
        received: 'no lock, or that of another process',
        fix: 'let one process finish, then resume (--resume): nothing that was written is lost',
      });
    }
  }

  /** Releases the lock. A second call does nothing. */
  async release(): Promise<void> {
    if (this.#released) {
      return;
    }
    this.#released = true;
    HELD.delete(resolve(this.directory));
    if ((await readLock(this.path)) === this.text) {
      await rm(this.path, {force: true});
    }
    await this.#socket?.close();
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    // No such file: the owner, who does not see this process in its container, took the temporary file for a stale one.
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOENT') {
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
  if (owner !== undefined && (await isHeld(owner, directory))) {
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

async function isHeld(owner: LockOwner, directory: string): Promise<boolean> {
  const boot = bootOf(owner.born);
  const ownBoot = bootOf(await birthOf(process.pid));
  const isSameKernel = boot === ownBoot && (boot !== '' || owner.host === hostname());
  if (isSameKernel && owner.socket !== undefined && owner.socket !== '') {
    const liveness = await livenessOf(directory, owner.socket);
    // A missing socket was deleted, or the directory is a copy: then the process id counts.
    if (liveness !== 'missing') {
      return liveness !== 'closed';
    }
  }
  const isSameNamespace = owner.namespace === undefined || owner.namespace === (await ownNamespace());
  if (owner.host !== hostname() || (isSameKernel && !isSameNamespace)) {
    return true;
  }
  return isAlive(owner.pid) && (await birthOf(owner.pid)) === owner.born;
}

/** Sockets of owners that were killed. With the lock no other owner lives; who waits for it makes a new one each time. */
async function removeOtherSockets(directory: string, own: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (
      name.startsWith(`${LOCK_NAME}-`) &&
      name !== own &&
      (await livenessOf(directory, name)) === 'closed'
    ) {
      await rm(join(directory, name), {force: true});
    }
  }
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
    const {pid, host, born, id, namespace, socket} = JSON.parse(text) as Partial<LockOwner>;
    return typeof pid === 'number' && typeof host === 'string' && typeof born === 'string'
      ? {pid, host, born, id, namespace, socket}
      : undefined;
  } catch {
    return undefined;
  }
}

async function ownNamespace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => '');
}

function bootOf(born: string): string {
  return born.split(' ')[0] ?? '';
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
    where: `directory ${directory}`,
    problem: 'another process is writing it.',
    expected: 'one writer at a time',
    received: `in use by ${by}`,
    fix: `wait for that process, stop it, or choose another directory (if it is surely gone, delete ${path})`,
  });
}
