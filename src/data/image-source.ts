/** A file that was left out, and why: one sentence. */
export interface SkippedPhoto {
  /** Path as it was found. */
  readonly file: string;
  /** One sentence that ends in a period. */
  readonly reason: string;
}

/**
 * Pictures of one size with labels, read by position: what training and evaluation take, whether the pictures lie in
 * memory, on disk or elsewhere.
 *
 * The list never changes while the source is open, so an epoch's order can be made again from its seed.
 */
export interface ImageSource {
  /** Number of pictures. */
  readonly count: number;
  /** Class names; a label is a position in this list. */
  readonly classes: readonly string[];
  /** [height, width, channels] of every picture. */
  readonly imageShape: readonly [number, number, number];
  /** One label per picture; −1 where there is none. */
  readonly labels: Int32Array;
  /** One name per picture, for reports: a path, say. */
  readonly names: readonly string[];
  /** Files that were found but are not among the pictures. */
  readonly skipped: readonly SkippedPhoto[];
  /** Equal for two sources that hold the same names, labels and sizes in the same order; a resumed run compares it. */
  readonly fingerprint: string;
  /** Milliseconds that {@link read} had to wait for pictures that were not ready, summed over all calls. */
  readonly waitedMs: number;
  /** The pictures at these positions: bytes [indices.length, height, width, channels], RGB, 0–255. */
  read(indices: ArrayLike<number>): Promise<Uint8Array>;
  /** Says what will be read next, so that it can be made ready meanwhile. Returns at once; never fails. */
  prefetch(indices: ArrayLike<number>): void;
  /** Gives up memory and stops work under way. A source that was disposed cannot be read. */
  dispose(): void;
}
