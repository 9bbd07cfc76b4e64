import {nextTurn} from '../core/next-turn';

/** Source of {@link readBatches}: an `ImageSource`, or anything else that is read by position. */
export interface BatchSource<T> {
  /** Number of items. */
  readonly count: number;
  /** Returns the items at these positions. */
  read(indices: ArrayLike<number>): Promise<T>;
  /** Starts to prepare the items that are read next. */
  prefetch?(indices: ArrayLike<number>): void;
}

/** Options of {@link readBatches}. */
export interface ReadBatchesOptions {
  /** Items per batch; the last batch has the remaining ones. ≥ 1. */
  batchSize: number;
  /** Stops between two batches: the iteration then throws the signal's reason. */
  signal?: AbortSignal;
  /** Called when a batch has been used, with the number of items so far. */
  onProgress?: (done: number, count: number) => void;
}

/** One batch of a source. */
export interface ReadBatch<T> {
  /** Position in the source of the first item. */
  start: number;
  /** Number of items. */
  count: number;
  /** Items that the source returned. */
  data: T;
}

/**
 * Reads a source from its first item to its last, batch by batch. The next batch is prepared while one is used; at
 * most two are in memory. Other work of the program runs between two batches.
 */
export async function* readBatches<T>(
  source: BatchSource<T>,
  {batchSize, signal, onProgress}: ReadBatchesOptions,
): AsyncGenerator<ReadBatch<T>, void, undefined> {
  const positionsFrom = (start: number): Uint32Array =>
    Uint32Array.from({length: Math.max(0, Math.min(batchSize, source.count - start))}, (_, i) => start + i);
  for (let start = 0; start < source.count; start += batchSize) {
    signal?.throwIfAborted();
    const positions = positionsFrom(start);
    const reading = source.read(positions);
    source.prefetch?.(positionsFrom(start + batchSize));
    yield {start, count: positions.length, data: await reading};
    onProgress?.(start + positions.length, source.count);
    await nextTurn();
  }
}
