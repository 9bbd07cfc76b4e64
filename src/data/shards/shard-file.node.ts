import {createHash} from 'node:crypto';
import {open, rename, rm, type FileHandle} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Header} from 'tar/header';
import {ioError, syncDirectory, temporaryPath} from '../../disk/atomic-file.node.js';
import {syncHandle} from '../../disk/sync-handle.node.js';
import {padding} from './scan-tar.node.js';

const BLOCK = 512;
/** Two blocks of zeros end an archive. */
const END_BYTES = 2 * BLOCK;
/** All times are the same, so that the same photos make the same bytes. */
const TIME = new Date(0);

/** A tar archive that is written photo by photo; it has its name only when it is complete and on the disk. */
export class ShardFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  readonly #digest = createHash('sha256');
  #bytes = 0;

  private constructor(path: string, temporary: string, file: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  /** Begins an archive. */
  static async create(path: string): Promise<ShardFile> {
    const temporary = temporaryPath(path);
    try {
      return new ShardFile(path, temporary, await open(temporary, 'w'));
    } catch (error) {
      throw ioError(`writing ${path}`, error);
    }
  }

  /** Bytes of the archive if it ended here. */
  get bytes(): number {
    return this.#bytes + END_BYTES;
  }

  /** Adds files; returns the position of the first byte of each. */
  async add(files: readonly {name: string; content: Uint8Array}[]): Promise<number[]> {
    const parts: Uint8Array[] = [];
    const offsets: number[] = [];
    let end = this.#bytes;
    for (const {name, content} of files) {
      parts.push(headerOf(name, content.length), content, Buffer.alloc(padding(content.length)));
      offsets.push(end + BLOCK);
      end += entryBytes(content.length);
    }
    await this.#write(Buffer.concat(parts));
    return offsets;
  }

  /** Ends the archive and forces it to the disk; it has no name yet. */
  async finish(): Promise<{bytes: number; sha256: string}> {
    await this.#write(Buffer.alloc(END_BYTES));
    try {
      await syncHandle(this.#file);
      await this.#file.close();
    } catch (error) {
      throw ioError(`writing ${this.#path}`, error);
    }
    return {bytes: this.#bytes, sha256: this.#digest.digest('hex')};
  }

  /** Renames the finished archive to its final name. */
  async publish(): Promise<void> {
    try {
      await rename(this.#temporary, this.#path);
      await syncDirectory(dirname(this.#path));
    } catch (error) {
      throw ioError(`writing ${this.#path}`, error);
    }
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, {force: true}).catch(() => undefined);
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    try {
      await this.#file.writeFile(bytes);
    } catch (error) {
      throw ioError(`writing ${this.#path}`, error);
    }
  }
}

/** Bytes of a file in an archive, with its header. */
export function entryBytes(size: number): number {
  return BLOCK + size + padding(size);
}

function headerOf(path: string, size: number): Buffer {
  const header = new Header({path, size, mode: 0o644, uid: 0, gid: 0, mtime: TIME, type: 'File'});
  const block = Buffer.alloc(BLOCK);
  if (header.encode(block)) {
    throw new RangeError(`internal: the entry ${path} needs an extended header; please report this`);
  }
  return block;
}
