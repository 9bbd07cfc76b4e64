import {open, type FileHandle} from 'node:fs/promises';
import {AlexNetError} from '../errors';
import {ioError, syncDirectory} from '../disk/atomic-file.node.js';
import {formatHistoryRow, HISTORY_HEADER, type HistoryRow, type HistorySink} from '../training/history';
import {dirname} from 'node:path';

/** The history.csv of a run: rows are added at the end, forced to the disk with each checkpoint, cut off on a resume. */
export class HistoryFile implements HistorySink {
  #length: number;
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle, length: number) {
    this.#path = path;
    this.#file = file;
    this.#length = length;
  }

  /** Opens the file, or makes it with its header line. */
  static async open(path: string): Promise<HistoryFile> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'a+');
      let {size} = await file.stat();
      // The process was killed while it wrote the header.
      if (size < HISTORY_HEADER.length) {
        await file.truncate(0);
        await file.write(HISTORY_HEADER);
        size = HISTORY_HEADER.length;
        await syncDirectory(dirname(path));
      }
      return new HistoryFile(path, file, size);
    } catch (error) {
      await file?.close();
      throw ioError(`opening ${path}`, error);
    }
  }

  async append(row: HistoryRow): Promise<void> {
    const line = formatHistoryRow(row);
    await this.#guard('writing', () => this.#file.appendFile(line));
    this.#length += line.length;
  }

  async flush(): Promise<number> {
    await this.#guard('writing', () => this.#file.sync());
    return this.#length;
  }

  async truncate(bytes: number): Promise<void> {
    if (bytes > this.#length) {
      throw new AlexNetError({
        code: 'bad-state',
        where: this.#path,
        problem: 'the file is shorter than it was at the checkpoint.',
        expected: `at least ${bytes} bytes`,
        received: `${this.#length} bytes`,
        fix: 'restore the file from a copy, or start the run anew in another directory',
      });
    }
    await this.#guard('cutting', () => this.#file.truncate(bytes));
    this.#length = bytes;
  }

  /** Frees the file. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async #guard(verb: string, body: () => Promise<unknown>): Promise<void> {
    try {
      await body();
    } catch (error) {
      throw ioError(`${verb} ${this.#path}`, error);
    }
  }
}
