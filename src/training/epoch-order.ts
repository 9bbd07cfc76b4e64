import {RandomStream} from '../core/random';

/** One batch of a run: its place and its images. */
export interface EpochBatch {
  /** Counted from 0. */
  epoch: number;
  /** Counted from 0 within the epoch. */
  position: number;
  /** Positions in the image source. */
  indices: Uint32Array;
}

/**
 * The images of each step of a run: every image once per epoch, shuffled anew in each epoch.
 *
 * The order of an epoch depends on the seed and the epoch alone, so the batch of any step can be computed at any time:
 * a resumed run needs nothing but its step. The last batch of an epoch holds the remaining images.
 */
export class EpochOrder {
  /** Steps per epoch. */
  readonly batchesPerEpoch: number;
  readonly #count: number;
  readonly #batchSize: number;
  readonly #seed: number;
  #epoch = -1;
  #order: Uint32Array = new Uint32Array(0);

  constructor({count, batchSize, seed}: {count: number; batchSize: number; seed: number}) {
    this.#count = count;
    this.#batchSize = batchSize;
    this.#seed = seed;
    this.batchesPerEpoch = Math.ceil(count / batchSize);
  }

  /** The batch of a step; steps are counted from 0. */
  batch(step: number): EpochBatch {
    const epoch = Math.floor(step / this.batchesPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = RandomStream.derive(this.#seed, 'shuffle', epoch).permutation(this.#count);
      this.#epoch = epoch;
    }
    const position = step % this.batchesPerEpoch;
    const start = position * this.#batchSize;
    return {epoch, position, indices: this.#order.slice(start, start + this.#batchSize)};
  }
}
