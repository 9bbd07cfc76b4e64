/**
 * Seeded random numbers that are the same on every machine and backend.
 *
 * Two facts carry the design. First, a stream is addressed, not advanced: `RandomStream.derive(seed, 'shuffle', epoch)`
 * starts the same sequence whoever asks and whenever, so the draws of photo 17 in epoch 3 do not depend on which
 * photo was decoded first, and a resumed run needs no more than its seed and its position. Second, a stream that is
 * advanced can still be saved: its whole state is four integers.
 */
import {AlexNetError} from '../errors';
import {show} from './check';

/** The whole state of a {@link RandomStream}: four unsigned 32-bit integers, JSON-safe. */
export type RandomState = readonly [number, number, number, number];

/** Parts from which a stream is derived: integers and words. */
export type RandomKey = number | string;

/** A pseudo-random sequence: sfc32 (Doty-Humphrey's small fast counter, 128 bits of state, period at least 2^32). */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  private constructor(state: RandomState) {
    [this.#a, this.#b, this.#c, this.#counter] = state;
  }

  /** The stream of these keys: the same keys produce the same sequence, other keys an unrelated one. */
  static derive(...keys: readonly RandomKey[]): RandomStream {
    const [a, b] = hashKeys(keys, 0x9e3779b9);
    const [c, d] = hashKeys(keys, 0x85ebca6b);
    const stream = new RandomStream([a, b, c, d | 1]);
    // sfc32 needs about a dozen rounds before nearby states have nothing in common.
    for (let i = 0; i < 15; i++) {
      stream.uint32();
    }
    return stream;
  }

  /** Continues from a saved `state`. */
  static fromState(state: readonly number[]): RandomStream {
    const [a, b, c, counter] = state;
    const words = [a, b, c, counter];
    if (
      state.length !== 4 ||
      a === undefined ||
      b === undefined ||
      c === undefined ||
      counter === undefined ||
      !words.every(word => Number.isInteger(word) && (word ?? -1) >= 0 && (word ?? 0) <= 0xffffffff)
    ) {
      throw new AlexNetError({
        code: 'bad-state',
        where: 'RandomStream.fromState',
        problem: 'this is not the state of a random stream.',
        expected: 'four integers from 0 to 4294967295',
        received: show(state),
        fix: 'pass what RandomStream.state returned',
      });
    }
    return new RandomStream([a, b, c, counter]);
  }

  /** The state after the last draw; see {@link fromState}. */
  get state(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#counter >>> 0];
  }

  /** An integer from 0 to 2^32 − 1. */
  uint32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** A number in [0, 1), with 32 random bits. */
  uniform(): number {
    return this.uint32() / 4294967296;
  }

  /** An integer in [0, bound), without bias. `bound` is at most 2^32. */
  integer(bound: number): number {
    // Values above the last whole multiple of `bound` would favor the small remainders.
    const limit = 4294967296 - (4294967296 % bound);
    let value = this.uint32();
    while (value >= limit) {
      value = this.uint32();
    }
    return value % bound;
  }

  /** A normally distributed number: Marsaglia's polar method, the second of each pair not used. */
  gaussian(mean = 0, stddev = 1): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        return mean + stddev * u * Math.sqrt((-2 * Math.log(s)) / s);
      }
    }
  }

  /** A random order of 0 … count − 1 (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({length: count}, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = swapped;
    }
    return order;
  }
}

/** Two 32-bit hashes of the keys: MurmurHash3's mixing over a stream that tells 1 from '1' and ['ab'] from ['a', 'b']. */
function hashKeys(keys: readonly RandomKey[], seed: number): [number, number] {
  let h1 = seed;
  let h2 = seed ^ 0x27d4eb2f;
  const mix = (word: number): void => {
    h1 = Math.imul(h1 ^ Math.imul(word, 0xcc9e2d51), 0x1b873593);
    h1 = (h1 << 13) | (h1 >>> 19);
    h2 = Math.imul(h2 ^ Math.imul(word ^ h1, 0x38b34ae5), 0xa1e38b93);
    h2 = (h2 << 15) | (h2 >>> 17);
  };
  for (const key of keys) {
    if (typeof key === 'number') {
      mix(1);
      mix(key | 0);
      // The bits of an integer beyond the lower 32.
      mix(Math.floor(key / 4294967296) | 0);
    } else {
      mix(2 + key.length);
      for (let i = 0; i < key.length; i++) {
        mix(key.charCodeAt(i));
      }
    }
  }
  return [finish(h1) >>> 0, finish(h2 ^ h1) >>> 0];
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
