import type {BatchPosition} from '../augmentation/batch-transform';

/** Arguments of {@link ReadAhead}. */
export interface ReadAheadArgs {
  /** Reads the images at these positions. */
  read: (indices: ArrayLike<number>) => Promise<Uint8Array>;
  /** A clock in milliseconds. */
  now: () => number;
}

/** Reads the batches of a run, each while the one before it is computed, and measures how long the run waits. */
export class ReadAhead {
  readonly #read: ReadAheadArgs['read'];
  readonly #now: () => number;
  #pending: {at: BatchPosition; bytes: Promise<Uint8Array>} | undefined;
  #waitedMs = 0;

  constructor({read, now}: ReadAheadArgs) {
    this.#read = read;
    this.#now = now;
  }

  /** Milliseconds that {@link read} has waited so far. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Returns the bytes of a batch and begins to read the batch `next`. */
  async read(at: BatchPosition, next?: BatchPosition): Promise<Uint8Array> {
    const reading = this.#pending?.at === at ? this.#pending.bytes : this.#read(at.indices);
    this.#pending = undefined;
    const start = this.#now();
    const bytes = await reading;
    this.#waitedMs += this.#now() - start;
    if (next !== undefined) {
      const ahead = this.#read(next.indices);
      // A failure is thrown where the bytes are awaited; until then it must not count as unhandled.
      ahead.catch(() => undefined);
      this.#pending = {at: next, bytes: ahead};
    }
    return bytes;
  }

  /** Waits until no read is under way. */
  async close(): Promise<void> {
    await this.#pending?.bytes.catch(() => undefined);
    this.#pending = undefined;
  }
}
