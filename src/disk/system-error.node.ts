import {AlexNetError} from '../errors';
import {errorCode, ioError} from './atomic-file.node.js';

/** Codes that say something about one file; all others (too many open files, a failing disk) are of the system. */
const OF_A_FILE = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'];
/** Codes of a shortage that passes when other work ends. */
const SHORTAGES = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'EBUSY', 'EINTR'];
/** Words of other software for a shortage, where there is no code. */
const SHORTAGE_TEXT =
  /too many open files|temporarily unavailable|cannot allocate|out of memory|unable to create thread/i;

/**
 * Throws an `io` error for what the system refused, also where it caused an error of this library, and nothing for what is
 * wrong with the file itself.
 */
export function throwIfOfSystem(where: string, error: unknown): void {
  const code = errorCode(error instanceof AlexNetError ? error.cause : error);
  const isOfSystem = code !== undefined && /^E[A-Z0-9]+$/.test(code) && !OF_A_FILE.includes(code);
  if (isOfSystem || isShortage(error)) {
    throw ioError(where, error);
  }
}

/** Whether an error is a shortage of the system: the same call may succeed later. */
export function isShortage(error: unknown): boolean {
  return SHORTAGES.includes(errorCode(error) ?? '') || SHORTAGE_TEXT.test(String(error));
}
