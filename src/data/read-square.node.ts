import {readFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {errorCode, ioError} from '../disk/atomic-file.node.js';
import {AlexNetError} from '../errors';
import {decodeSquare, photoLayout, type DecodeSquareOptions, type PhotoLayout} from './decode-photo.node.js';

/** A photo as a square of pixels, and its layout, which saves reading the header again. */
export interface ReadSquare {
  bytes: Uint8Array;
  layout: PhotoLayout;
}

/** Codes that say something about this file; all others (too many open files, a failing disk) are of the system. */
const OF_THE_FILE = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'];
/** Codes of a shortage that passes when other work ends. */
const SHORTAGES = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'EBUSY', 'EINTR'];
const TRIES = 6;
const FIRST_WAIT_MS = 50;
/** What the decoder says of such a shortage. */
const SHORTAGE_TEXT =
  /too many open files|temporarily unavailable|cannot allocate|out of memory|unable to create thread/i;

/**
 * Reads and decodes a photo to a square; see `decodeSquare`.
 *
 * The decoder opens files itself and calls a file that it cannot open an unknown format. So a photo that fails is read here
 * again: only bytes that were read and do not decode are a damaged photo. What the system refuses is an `io` error.
 */
export async function readSquare(
  file: string,
  size: number,
  options: DecodeSquareOptions = {},
): Promise<ReadSquare> {
  try {
    return await decode(file, size, options);
  } catch (error) {
    if (!(error instanceof AlexNetError) || error.code !== 'bad-data') {
      throw error;
    }
    return decodeRead(file, size, options, error);
  }
}

/** Throws an `io` error for what the system refused, and the error itself for what is wrong with the file. */
export function throwIfOfSystem(file: string, error: unknown): void {
  const code = errorCode(error);
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code) && !OF_THE_FILE.includes(code)) {
    throw ioError(`reading ${file}`, error);
  }
}

async function decodeRead(
  file: string,
  size: number,
  options: DecodeSquareOptions,
  first: AlexNetError,
): Promise<ReadSquare> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decode(await readFile(file), size, options, file);
    } catch (error) {
      const isShort = SHORTAGES.includes(errorCode(error) ?? '') || SHORTAGE_TEXT.test(String(error));
      if (!isShort || attempt === TRIES) {
        throwIfOfSystem(file, error);
        throw isShort ? ioError(`reading ${file}`, error) : error instanceof AlexNetError ? error : first;
      }
      await sleep(FIRST_WAIT_MS * 2 ** attempt);
    }
  }
}

async function decode(
  input: string | Uint8Array,
  size: number,
  options: DecodeSquareOptions,
  file?: string,
): Promise<ReadSquare> {
  try {
    const layout = options.layout ?? (await photoLayout(input, options));
    return {bytes: await decodeSquare(input, size, {...options, layout}), layout};
  } catch (error) {
    if (file === undefined || !(error instanceof AlexNetError) || error.code === 'unsupported') {
      throw error;
    }
    const {code, problem, expected, received, fix, details, cause} = error;
    throw new AlexNetError({code, where: file, problem, expected, received, fix, details, cause});
  }
}
