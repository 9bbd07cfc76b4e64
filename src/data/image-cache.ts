import {AlexNetError} from '../errors';

/** Arguments of {@link ImageCache}. */
export interface ImageCacheOptions {
  /** Number of images. */
  count: number;
  /** Of each of them. */
  bytesPerImage: number;
  /** Makes the bytes of an image; the same ones each time. */
  load: (index: number) => Promise<Uint8Array>;
  /** Memory for images that stay. */
  cacheBytes: number;
  /** Memory for images that were made ahead of time. */
  prefetchBytes: number;
  /** How many images are made at a time. */
  concurrency: number;
  /** Milliseconds, for measuring. Default `performance.now`. */
  now?: () => number;
}

interface Job {
  start: () => Promise<void>;
}

/**
 * Images of one size, kept where they fit and made again where they do not, ahead of time if one says which.
 *
 * What was put in first stays. An epoch reads every image once, in a new order, so no choice of which to evict could
 * do better: the share of images found is the share that fits, and the rest is made ahead.
 *
 * Memory is bounded by `cacheBytes` + `prefetchBytes` + the batch that is being read.
 */
export class ImageCache {
  readonly #options: Required<ImageCacheOptions>;
  readonly #kept: (Uint8Array | undefined)[];
  #keptCount = 0;
  readonly #ahead = new Map<number, Promise<Uint8Array>>();
  /** Jobs that wait for a free place; those that a reader waits for come first. */
  readonly #urgent: Job[] = [];
  readonly #patient: Job[] = [];
  #running = 0;
  #waitedMs = 0;
  #disposed = false;

  constructor(options: ImageCacheOptions) {
    this.#options = {now: () => performance.now(), ...options};
    this.#kept = Array.from({length: options.count});
  }

  /** Number of images that stay in memory. */
  get keptCount(): number {
    return this.#keptCount;
  }

  /** Milliseconds that {@link read} waited for images that were not ready. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Keeps an image if it still fits; says whether it did. */
  keep(index: number, bytes: Uint8Array): boolean {
    const {bytesPerImage, cacheBytes} = this.#options;
    if (
      this.#disposed ||
      this.#kept[index] !== undefined ||
      (this.#keptCount + 1) * bytesPerImage > cacheBytes
    ) {
      return false;
    }
    this.#kept[index] = bytes;
    this.#keptCount++;
    return true;
  }

  /** Starts making images that will be read soon, as many as `prefetchBytes` holds; the others wait for {@link read}. */
  prefetch(indices: ArrayLike<number>): void {
    const {bytesPerImage, prefetchBytes} = this.#options;
    for (const index of Array.from(indices)) {
      if (this.#disposed || (this.#ahead.size + 1) * bytesPerImage > prefetchBytes) {
        return;
      }
      if (index in this.#kept && this.#kept[index] === undefined && !this.#ahead.has(index)) {
        const made = this.#make(index, this.#patient);
        // Whoever reads the image hears of the failure; until then it is nobody's.
        made.catch(() => undefined);
        this.#ahead.set(index, made);
      }
    }
  }

  /** The images at these positions, one after the other. */
  async read(indices: ArrayLike<number>): Promise<Uint8Array> {
    const {bytesPerImage, now} = this.#options;
    this.#check(indices);
    const result = new Uint8Array(indices.length * bytesPerImage);
    const missing: Promise<void>[] = [];
    Array.from(indices).forEach((index, at) => {
      const kept = this.#kept[index];
      if (kept !== undefined) {
        result.set(kept, at * bytesPerImage);
        return;
      }
      const made = this.#ahead.get(index) ?? this.#make(index, this.#urgent);
      this.#ahead.delete(index);
      missing.push(
        made.then(bytes => {
          result.set(bytes, at * bytesPerImage);
        }),
      );
    });
    if (missing.length > 0) {
      const start = now();
      await Promise.all(missing);
      this.#waitedMs += now() - start;
    }
    return result;
  }

  /** Forgets everything and starts no further work. */
  dispose(): void {
    this.#disposed = true;
    this.#kept.fill(undefined);
    this.#keptCount = 0;
    this.#ahead.clear();
    this.#patient.length = 0;
  }

  #check(indices: ArrayLike<number>): void {
    const {count} = this.#options;
    if (this.#disposed) {
      throw new AlexNetError({
        code: 'bad-state',
        where: 'ImageSource.read',
        problem: 'the source was disposed.',
        fix: 'read before dispose(), or open the photos again',
      });
    }
    const wrong = Array.from(indices).filter(
      index => !Number.isInteger(index) || index < 0 || index >= count,
    );
    if (wrong.length > 0) {
      throw new AlexNetError({
        code: 'bad-argument',
        where: 'ImageSource.read',
        problem: 'there is no image at these positions.',
        expected: `whole numbers from 0 to ${count - 1}`,
        received: wrong.slice(0, 10).join(', '),
        fix: 'pass positions below `count`',
      });
    }
  }

  #make(index: number, queue: Job[]): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      queue.push({start: () => this.#options.load(index).then(resolve, reject)});
      this.#startJobs();
    });
  }

  #startJobs(): void {
    while (this.#running < this.#options.concurrency) {
      const job = this.#urgent.shift() ?? this.#patient.shift();
      if (job === undefined) {
        return;
      }
      this.#running++;
      void job.start().finally(() => {
        this.#running--;
        this.#startJobs();
      });
    }
  }
}
