import {open, type FileHandle} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {makeDirectory} from '../disk/make-directory.node.js';
import {
  encodeFileVersion,
  encodeHistogram,
  encodeImage,
  encodeScalars,
  type LoggedImage,
} from '../formats/tensorboard/tensorboard-events';
import {ioError} from '../disk/atomic-file.node.js';

/**
 * A TensorBoard event file in `directory`; look at it with `tensorboard --logdir <directory>`.
 *
 * Each session of a run writes a file of its own; TensorBoard shows them as one run, by step. Records are gathered and
 * written when `flush` is called: a killed run loses the last few.
 */
export class EventLog {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #now: () => number;
  #pending: Uint8Array[] = [];

  private constructor(file: FileHandle, path: string, now: () => number) {
    this.#file = file;
    this.#path = path;
    this.#now = now;
  }

  /** @param now seconds since 1970. */
  static async open(directory: string, now: () => number = () => Date.now() / 1000): Promise<EventLog> {
    // The name that TensorBoard looks for; the process id keeps two sessions of one second apart.
    const name = `events.out.tfevents.${Math.floor(now())}.${hostname()}.${process.pid}`;
    const path = join(directory, name);
    try {
      await makeDirectory(directory);
      const log = new EventLog(await open(path, 'a'), path, now);
      log.#pending.push(encodeFileVersion(now()));
      return log;
    } catch (error) {
      throw ioError(`opening ${path}`, error);
    }
  }

  scalars(step: number, values: Readonly<Record<string, number>>): void {
    this.#pending.push(encodeScalars(step, this.#now(), values));
  }

  image(step: number, tag: string, image: LoggedImage): void {
    this.#pending.push(encodeImage(step, this.#now(), tag, image));
  }

  histogram(step: number, tag: string, values: ArrayLike<number>): void {
    this.#pending.push(encodeHistogram(step, this.#now(), tag, values));
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const records = Buffer.concat(this.#pending);
    this.#pending = [];
    try {
      await this.#file.appendFile(records);
    } catch (error) {
      throw ioError(`writing ${this.#path}`, error);
    }
  }

  /** Writes what was gathered and frees the file. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }
}
