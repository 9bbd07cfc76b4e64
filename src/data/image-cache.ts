import {AlexNetError} from '../errors';

/** Arguments of {@link ImageCache}. */
export interface ImageCacheOptions {
  /** Number of images. */
  count: number;
  /** Size of each image. */
  bytesPerImage: number;
  /** Decodes or computes the bytes of an image; the same ones each time. */
  load: (index: number) => Promise<Uint8Array>;
  /** Memory for images that are kept. */
  cacheBytes: number;
  /** Memory for images that were prepared ahead of time. */
  prefetchBytes: number;
  /** How many images are prepared at a time. */
  concurrency: number;
  /** Clock in milliseconds, for measuring. Default `performance.now`. */
  now?: () => number;
}

interface Job {
  start: () => Promise<void>;
}

/**
 * Cache of images of one size: keeps those that fit and prepares the others again, ahead of time after `prefetch`.
 *
 * The images that were added first are kept. An epoch reads every image once, in a new order, so no other choice could
 * do better: the hit rate is the fraction of images that fits, and the rest is prepared ahead.
 *
 * Memory is bounded by `cacheBytes` + `prefetchBytes` + the batch that is being read.
 */
export class ImageCache {
  readonly #options: Required<ImageCacheOptions>;
  readonly #kept: (Uint8Array | undefined)[];
  #keptCount = 0;
  readonly #ahead = new Map<number, Promise<Uint8Array>>();
  /** Jobs in the queue; those that a reader waits for come first. */
  readonly #urgent: Job[] = [];
  readonly #patient: Job[] = [];
  #running = 0;
  #waitedMs = 0;
  #disposed = false;

  constructor(options: ImageCacheOptions) {
    this.#options = {now: () => performance.now(), ...options};
    this.#kept = Array.from({length: options.count});
  }

  /** Number of images that are kept in memory. */
  get keptCount(): number {
    return this.#keptCount;
  }

  /** Milliseconds that {@link read} waited for images that were not ready. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Keeps an image if it still fits; returns whether it did. */
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

  /** Starts to prepare images that are read soon, as many as fit `prefetchBytes`; the others wait for {@link read}. */
  prefetch(indices: ArrayLike<number>): void {
    const {bytesPerImage, prefetchBytes} = this.#options;
    for (const index of Array.from(indices)) {
      if (this.#disposed || (this.#ahead.size + 1) * bytesPerImage > prefetchBytes) {
        return;
      }
      if (index in this.#kept && this.#kept[index] === undefined && !this.#ahead.has(index)) {
        const made = this.#make(index, this.#patient);
        // A read of the image throws the error; without a read it is ignored.
        made.catch(() => undefined);
        this.#ahead.set(index, made);
      }
    }
  }

  /** Returns the images at these positions, one after the other. */
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

  /** Frees all images and starts no further work. */
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
        expected: `integers from 0 to ${count - 1}`,
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
