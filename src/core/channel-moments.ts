import {symmetricEigen} from './symmetric-eigen';

/** Principal components of the RGB values of a set of images, in units of 0–255. */
export interface RgbComponents {
  /** Variances along the components (eigenvalues of the 3 × 3 covariance), largest first. Unit: (0–255)². */
  eigenvalues: number[];
  /** Row i is the unit vector [r, g, b] that belongs to eigenvalue i. */
  eigenvectors: number[][];
}

/** Up to here sums of 255² stay integers below 2^53, which float64 holds exactly. */
const MAX_EXACT_PIXELS = 2 ** 37;

/**
 * Mean and covariance of the channels of any number of pixels, in one pass and in float64.
 *
 * Each block of pixels is first reduced around its own mean, and blocks are then merged by the formula of Chan, Golub
 * and LeVeque. So no large numbers are subtracted from each other, and a million photos lose no more digits than one.
 *
 * Pitfall: merging rounds, so the order of the blocks shows in the last bits. Whoever needs the same bits twice adds the
 * blocks in the same order.
 *
 * @example
 * const moments = new ChannelMoments(3);
 * moments.add(new Uint8Array([0, 10, 20, 2, 10, 40]));
 * moments.mean; // [1, 10, 30]
 * @see Chan, Golub, LeVeque (1979), "Updating formulae and a pairwise algorithm for computing sample variances".
 */
export class ChannelMoments {
  readonly channels: number;
  #count = 0;
  readonly #mean: Float64Array;
  /** Sums of products of differences from the mean, [channels × channels]. */
  readonly #scatter: Float64Array;

  constructor(channels: number) {
    this.channels = channels;
    this.#mean = new Float64Array(channels);
    this.#scatter = new Float64Array(channels * channels);
  }

  /** Number of pixels so far. */
  get count(): number {
    return this.#count;
  }

  /** Mean per channel; zeros where there was no pixel. */
  get mean(): number[] {
    return [...this.#mean];
  }

  /** Standard deviation per channel over all pixels (divided by their number). */
  get stddev(): number[] {
    return this.covariance.map((row, i) => Math.sqrt(row[i] ?? 0));
  }

  /** Covariance of the channels over all pixels (divided by their number). */
  get covariance(): number[][] {
    const {channels} = this;
    const divisor = Math.max(1, this.#count);
    return Array.from({length: channels}, (_, i) =>
      Array.from({length: channels}, (_, j) => (this.#scatter[i * channels + j] ?? 0) / divisor),
    );
  }

  /** Eigenvalues, largest first, and eigenvectors of the covariance. */
  get principalComponents(): RgbComponents {
    const {values, vectors} = symmetricEigen(this.covariance);
    // A variance that is zero may come out of the rotations as −1e-18.
    return {eigenvalues: values.map(value => Math.max(0, value)), eigenvectors: vectors};
  }

  /** Adds pixels [..., channels] as they lie in memory. */
  add(pixels: ArrayLike<number>): this {
    const {channels} = this;
    const count = Math.floor(pixels.length / channels);
    if (count === 0) {
      return this;
    }
    if (channels === 3 && pixels instanceof Uint8Array && count <= MAX_EXACT_PIXELS) {
      const block = colorBytes(pixels, count);
      this.#mergeBlock(count, block.mean, block.scatter);
      return this;
    }
    const mean = new Float64Array(channels);
    for (let p = 0; p < count * channels; p += channels) {
      for (let i = 0; i < channels; i++) {
        mean[i] = (mean[i] ?? 0) + (pixels[p + i] ?? 0);
      }
    }
    for (let i = 0; i < channels; i++) {
      mean[i] = (mean[i] ?? 0) / count;
    }
    const scatter = new Float64Array(channels * channels);
    const deviation = new Float64Array(channels);
    for (let p = 0; p < count * channels; p += channels) {
      for (let i = 0; i < channels; i++) {
        const d = (pixels[p + i] ?? 0) - (mean[i] ?? 0);
        deviation[i] = d;
        for (let j = 0; j <= i; j++) {
          scatter[i * channels + j] = (scatter[i * channels + j] ?? 0) + d * (deviation[j] ?? 0);
        }
      }
    }
    for (let i = 0; i < channels; i++) {
      for (let j = 0; j < i; j++) {
        scatter[j * channels + i] = scatter[i * channels + j] ?? 0;
      }
    }
    this.#mergeBlock(count, mean, scatter);
    return this;
  }

  /** Adds all pixels that `other` has seen. */
  merge(other: ChannelMoments): this {
    this.#mergeBlock(other.#count, other.#mean, other.#scatter);
    return this;
  }

  #mergeBlock(count: number, mean: Float64Array, scatter: Float64Array): void {
    const {channels} = this;
    const total = this.#count + count;
    if (count === 0) {
      return;
    }
    const delta = mean.map((value, i) => value - (this.#mean[i] ?? 0));
    const weight = (this.#count * count) / total;
    for (let i = 0; i < channels; i++) {
      for (let j = 0; j < channels; j++) {
        const at = i * channels + j;
        this.#scatter[at] =
          (this.#scatter[at] ?? 0) + (scatter[at] ?? 0) + (delta[i] ?? 0) * (delta[j] ?? 0) * weight;
      }
    }
    for (let i = 0; i < channels; i++) {
      this.#mean[i] = (this.#mean[i] ?? 0) + ((delta[i] ?? 0) * count) / total;
    }
    this.#count = total;
  }
}

/** Mean and scatter of RGB bytes, from sums that are exact; about ten times as fast as the general way. */
function colorBytes(pixels: Uint8Array, count: number): {mean: Float64Array; scatter: Float64Array} {
  let [r, g, b, rr, gg, bb, rg, rb, gb] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let p = 0; p < 3 * count; p += 3) {
    const red = pixels[p] ?? 0;
    const green = pixels[p + 1] ?? 0;
    const blue = pixels[p + 2] ?? 0;
    r += red;
    g += green;
    b += blue;
    rr += red * red;
    gg += green * green;
    bb += blue * blue;
    rg += red * green;
    rb += red * blue;
    gb += green * blue;
  }
  const off = [rg - (r * g) / count, rb - (r * b) / count, gb - (g * b) / count] as const;
  return {
    mean: Float64Array.of(r / count, g / count, b / count),
    scatter: Float64Array.of(
      rr - (r * r) / count,
      off[0],
      off[1],
      off[0],
      gg - (g * g) / count,
      off[2],
      off[1],
      off[2],
      bb - (b * b) / count,
    ),
  };
}
