import {createHash, type Hash} from 'node:crypto';
import {open, type FileHandle} from 'node:fs/promises';
import {dirname} from 'node:path';
import {AlexNetError} from '../errors';
import {ioError, syncDirectory} from '../disk/atomic-file.node.js';
import {sha256Of} from '../disk/digest.node.js';
import {syncHandle} from '../disk/sync-handle.node.js';
import {
  formatHistoryRow,
  HISTORY_HEADER,
  parseHistory,
  type HistoryRow,
  type HistorySink,
} from '../training/history';

/** Options of {@link HistoryFile.open}. */
export interface HistoryFileOptions {
  /** Called with a warning where the rows before a checkpoint are gone. Default: console.warn. */
  onWarning?: (message: string) => void;
}

/**
 * The history.csv of a run: rows are added at the end, forced to the disk with each checkpoint, cut off on a resume.
 *
 * A checkpoint holds the length and the digest of the rows until then; so damage is noticed when the run is resumed, before
 * the first step.
 */
export class HistoryFile implements HistorySink {
  #length: number;
  #hash: Hash;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #warn: (message: string) => void;

  private constructor(path: string, file: FileHandle, text: Buffer, warn: (message: string) => void) {
    this.#path = path;
    this.#file = file;
    this.#length = text.length;
    this.#hash = createHash('sha256').update(text);
    this.#warn = warn;
  }

  /** Opens the file, or makes it with its header line. */
  static async open(path: string, {onWarning = console.warn}: HistoryFileOptions = {}): Promise<HistoryFile> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'a+');
      let text = await readStart(file, (await file.stat()).size);
      // The process was killed while it wrote the header.
      if (text.length < HISTORY_HEADER.length) {
        await file.truncate(0);
        await file.write(HISTORY_HEADER);
        text = Buffer.from(HISTORY_HEADER);
        await syncDirectory(dirname(path));
      }
      return new HistoryFile(path, file, text, onWarning);
    } catch (error) {
      await file?.close();
      throw ioError(`opening ${path}`, error);
    }
  }

  /** SHA-256 of all rows that were added. */
  get digest(): string {
    return this.#hash.copy().digest('hex');
  }

  async append(row: HistoryRow): Promise<void> {
    const line = formatHistoryRow(row);
    await this.#guard('writing', () => this.#file.appendFile(line));
    this.#length += line.length;
    this.#hash.update(line);
  }

  async flush(): Promise<number> {
    await this.#guard('writing', () => syncHandle(this.#file));
    return this.#length;
  }

  async truncate(bytes: number, digest?: string): Promise<void> {
    const text = await this.#guard('reading', () => readStart(this.#file, bytes));
    if (text.length < bytes && text.toString() === HISTORY_HEADER) {
      this.#warn(`${this.#path} was missing: it begins anew; the rows of the steps before are lost.`);
    } else {
      this.#require(text, bytes, digest);
    }
    await this.#guard('cutting', () => this.#file.truncate(text.length));
    this.#length = text.length;
    this.#hash = createHash('sha256').update(text);
  }

  /** Frees the file. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  #require(text: Buffer, bytes: number, digest: string | undefined): void {
    const actual = sha256Of(text);
    if (text.length === bytes && (digest === undefined || digest === actual)) {
      try {
        parseHistory(text.toString(), this.#path);
        return;
      } catch (error) {
        throw this.#damaged(error instanceof Error ? error.message : String(error), 'rows of numbers');
      }
    }
    throw text.length < bytes
      ? this.#damaged(`${text.length} bytes`, `at least ${bytes} bytes`)
      : this.#damaged(`sha256 ${actual}`, `sha256 ${String(digest)} of the first ${bytes} bytes`);
  }

  #damaged(received: string, expected: string): AlexNetError {
    return new AlexNetError({
      code: 'bad-state',
      where: this.#path,
      problem: 'the file is not what it was at the checkpoint: it was damaged, or edited.',
      expected,
      received,
      fix: 'restore the file from a copy; or delete it and resume: the training resumes exactly, and the file begins anew at the checkpoint',
    });
  }

  async #guard<T>(verb: string, body: () => Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      throw ioError(`${verb} ${this.#path}`, error);
    }
  }
}

/** The first `bytes` bytes of a file, or fewer where it is shorter. */
async function readStart(file: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let length = 0;
  while (length < bytes) {
    const {bytesRead} = await file.read(buffer, length, bytes - length, length);
    if (bytesRead === 0) {
      break;
    }
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
