import type * as fsModule from 'node:fs';
import {elfSize} from './elf-size';

/** The functions of `node:fs` that are used; an argument, so that entries for browsers may import this file. */
export type FileReads = Pick<typeof fsModule, 'openSync' | 'readSync' | 'fstatSync' | 'closeSync'>;

/**
 * Returns a sentence about the first of these libraries that is shorter than its own headers say, as after an
 * interrupted installation; undefined if none is. Loading such a file would end the process without a message.
 */
export function findCutShort(files: readonly string[], fs: FileReads): string | undefined {
  const HEADERS_BYTES = 4096;
  for (const file of files) {
    let handle: number;
    try {
      handle = fs.openSync(file, 'r');
    } catch {
      continue; // The code that loads it reports that it is missing.
    }
    try {
      const start = new Uint8Array(HEADERS_BYTES);
      const read = fs.readSync(handle, start, 0, HEADERS_BYTES, 0);
      const {size} = fs.fstatSync(handle);
      const whole = elfSize(start.subarray(0, read));
      if (whole !== undefined && size < whole) {
        return `${file} has ${size} of ${whole} bytes`;
      }
    } finally {
      fs.closeSync(handle);
    }
  }
  return undefined;
}
