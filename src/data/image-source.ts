/** A file that was left out, with the reason. */
export interface SkippedPhoto {
  /** Path as it was found. */
  readonly file: string;
  /** One sentence that ends in a period. */
  readonly reason: string;
}

/**
 * Images of one size with labels, read by position, for training and evaluation; the images may be in memory, on disk
 * or elsewhere.
 *
 * The list never changes while the source is open, so the order of an epoch can be drawn again from its seed.
 */
export interface ImageSource {
  /** Number of images. */
  readonly count: number;
  /** Class names; a label is a position in this list. */
  readonly classes: readonly string[];
  /** [height, width, channels] of every image. */
  readonly imageShape: readonly [number, number, number];
  /** One label per image; −1 where there is none. */
  readonly labels: Int32Array;
  /** One name per image for reports: a path, for example. */
  readonly names: readonly string[];
  /** Files that were found but are not among the images. */
  readonly skipped: readonly SkippedPhoto[];
  /** Equal for two sources with the same names, labels and sizes in the same order; a resumed run compares it. */
  readonly fingerprint: string;
  /** Milliseconds that {@link read} had to wait for images that were not ready, summed over all calls. */
  readonly waitedMs: number;
  /** Returns the images at these positions: bytes [indices.length, height, width, channels], RGB, 0–255. */
  read(indices: ArrayLike<number>): Promise<Uint8Array>;
  /** Starts to prepare the images that are read next. Returns at once; never throws. */
  prefetch(indices: ArrayLike<number>): void;
  /** Frees memory and stops work in progress. A disposed source cannot be read. */
  dispose(): void;
}
