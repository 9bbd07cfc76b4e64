import {readFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {isShortage, throwIfOfSystem} from '../disk/system-error.node.js';
import {AlexNetError} from '../errors';
import {decodeSquare, photoLayout, type DecodeSquareOptions, type PhotoLayout} from './decode-photo.node.js';

/** A photo as a square of pixels, and its layout, which saves reading the header again. */
export interface ReadSquare {
  bytes: Uint8Array;
  layout: PhotoLayout;
}

const TRIES = 6;
const FIRST_WAIT_MS = 50;

/**
 * Reads and decodes a photo, a path or the bytes of a file, to a square; see `decodeSquare`.
 *
 * The decoder opens files itself and calls a file that it cannot open an unknown format. So a photo that fails is read here
 * again: only bytes that were read and do not decode are a damaged photo. What the system refuses is an `io` error.
 */
export async function readSquare(
  file: string | Uint8Array,
  size: number,
  options: DecodeSquareOptions = {},
): Promise<ReadSquare> {
  try {
    return await decode(file, size, options);
  } catch (error) {
    if (!(error instanceof AlexNetError) || error.code === 'unsupported' || typeof file !== 'string') {
      throw error;
    }
    return decodeRead(file, size, options, error);
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
      return await decode(await readFile(file), size, options);
    } catch (error) {
      if (!isShortage(error) || attempt === TRIES) {
        throwIfOfSystem(`reading ${file}`, error);
        // The first error names the file.
        throw first;
      }
      await sleep(FIRST_WAIT_MS * 2 ** attempt);
    }
  }
}

async function decode(
  input: string | Uint8Array,
  size: number,
  options: DecodeSquareOptions,
): Promise<ReadSquare> {
  const layout = options.layout ?? (await photoLayout(input, options));
  return {bytes: await decodeSquare(input, size, {...options, layout}), layout};
}
