import {closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ioError, temporaryPath} from '../../disk/atomic-file.node.js';

/**
 * A file in the folder for temporary files that has no name any more: the system frees it when the process ends, however it
 * ends.
 */
export class LocalCopy {
  readonly #file: number;
  #bytes = 0;

  private constructor(file: number) {
    this.#file = file;
  }

  static create(): LocalCopy {
    const path = temporaryPath(join(tmpdir(), 'alexnet-shard'));
    try {
      const file = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      return new LocalCopy(file);
    } catch (error) {
      throw ioError(`writing ${path}`, error);
    }
  }

  /** Number of bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds bytes at the end. */
  append(part: Uint8Array): void {
    try {
      for (let done = 0; done < part.length;) {
        done += writeSync(this.#file, part, done, part.length - done, this.#bytes + done);
      }
    } catch (error) {
      throw ioError(`writing to ${tmpdir()}`, error);
    }
    this.#bytes += part.length;
  }

  /** Begins anew. */
  clear(): void {
    ftruncateSync(this.#file);
    this.#bytes = 0;
  }

  /** Returns `length` bytes from `offset` on; fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.#bytes - offset)));
    for (let done = 0; done < bytes.length;) {
      done += readSync(this.#file, bytes, done, bytes.length - done, offset + done);
    }
    return bytes;
  }

  /** Frees the file. */
  close(): void {
    closeSync(this.#file);
  }
}
