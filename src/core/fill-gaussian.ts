/**
 * Fills arrays with random numbers fast enough for a whole AlexNet (61 million weights in about a second).
 *
 * The normal distribution comes from the ziggurat of Marsaglia and Tsang (2000): the area under the density is cut
 * into 128 layers of equal area, a random layer and a random point in it are drawn from one 32-bit word, and 98.8 %
 * of the points need no more than a multiplication and a comparison. The original takes layer and position from the
 * same bits, which shows in tests of independence (Doornik 2005); here the layer has bits 0 to 6, the sign bit 7 and
 * the position the 24 bits above, as many as a float32 holds.
 */
import {type RandomStream} from './random';

const LAYERS = 128;
/** End of the lowest layer, where the tail begins, and area of each layer (Marsaglia and Tsang, for 128 layers). */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;
const POSITIONS = 16777216;

interface Ziggurat {
  /** Position below which a point of layer i lies under the density for certain. */
  inside: Float64Array;
  /** Width of layer i for one step of position. */
  width: Float64Array;
  /** Density at the outer edge of layer i. */
  density: Float64Array;
}

let tables: Ziggurat | undefined;

function ziggurat(): Ziggurat {
  if (tables !== undefined) {
    return tables;
  }
  const edges = new Float64Array(LAYERS + 1);
  const density = new Float64Array(LAYERS + 1);
  // The lowest layer is a box of the same area as the rest: its box reaches beyond the tail's start.
  edges[LAYERS] = AREA / Math.exp(-0.5 * TAIL * TAIL);
  edges[LAYERS - 1] = TAIL;
  let edge = TAIL;
  for (let i = LAYERS - 2; i >= 1; i--) {
    edge = Math.sqrt(-2 * Math.log(AREA / edge + Math.exp(-0.5 * edge * edge)));
    edges[i] = edge;
  }
  edges[0] = 0;
  for (let i = 0; i <= LAYERS; i++) {
    density[i] = Math.exp(-0.5 * (edges[i] ?? 0) ** 2);
  }
  const inside = new Float64Array(LAYERS);
  const width = new Float64Array(LAYERS);
  // Layer i > 0 lies between the edges i − 1 (inside for certain) and i; layer 0 is the lowest, with the tail.
  for (let i = 0; i < LAYERS; i++) {
    const outer = edges[i === 0 ? LAYERS : i] ?? 0;
    const inner = i === 0 ? TAIL : (edges[i - 1] ?? 0);
    inside[i] = (inner / outer) * POSITIONS;
    width[i] = outer / POSITIONS;
  }
  tables = {inside, width, density};
  return tables;
}

/** One draw of the standard normal distribution. */
function draw(stream: RandomStream, {inside, width, density}: Ziggurat): number {
  for (;;) {
    const bits = stream.uint32();
    const layer = bits & 127;
    const position = bits >>> 8;
    const sign = 1 - ((bits & 128) >>> 6);
    const x = position * (width[layer] ?? 0);
    if (position < (inside[layer] ?? 0)) {
      return sign * x;
    }
    if (layer === 0) {
      return sign * drawTail(stream);
    }
    const upper = density[layer - 1] ?? 0;
    const lower = density[layer] ?? 0;
    if (lower + stream.uniform() * (upper - lower) < Math.exp(-0.5 * x * x)) {
      return sign * x;
    }
  }
}

/** A normally distributed number beyond the start of the tail (Marsaglia 1964). */
function drawTail(stream: RandomStream): number {
  for (;;) {
    // 1 − u is never 0, so that the logarithm stays finite.
    const x = -Math.log(1 - stream.uniform()) / TAIL;
    const y = -Math.log(1 - stream.uniform());
    if (y + y > x * x) {
      return TAIL + x;
    }
  }
}

/** Fills `out` with normally distributed numbers of this mean and standard deviation. */
export function fillGaussian(out: Float32Array, stream: RandomStream, mean = 0, stddev = 1): void {
  const table = ziggurat();
  for (let i = 0; i < out.length; i++) {
    out[i] = mean + stddev * draw(stream, table);
  }
}

/** Fills `out` with normally distributed numbers, each drawn anew until it lies within two standard deviations. */
export function fillTruncatedGaussian(out: Float32Array, stream: RandomStream, mean = 0, stddev = 1): void {
  const table = ziggurat();
  for (let i = 0; i < out.length;) {
    const x = draw(stream, table);
    if (x >= -2 && x <= 2) {
      out[i] = mean + stddev * x;
      i++;
    }
  }
}

/** Fills `out` with numbers spread evenly from `low` to `high`. */
export function fillUniform(out: Float32Array, stream: RandomStream, low = 0, high = 1): void {
  const span = high - low;
  for (let i = 0; i < out.length; i++) {
    out[i] = low + span * stream.uniform();
  }
}
