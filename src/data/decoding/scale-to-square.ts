/**
 * The central square of an image as sharp makes it, computed without sharp and without a backend.
 *
 * Follows `resize(size, size, {fit: 'cover', kernel: 'linear'})` of sharp, that is libvips: columns, then rows, each by the
 * mean of blocks where an image shrinks to less than a quarter, then by a triangle as wide as the rest of the step.
 */
/** Blocks are averaged until a step is less than twice this. */
const GAP = 2;

/** The old pixels that make up a new one, and their weights, which sum to 1. */
interface Window {
  indices: Int32Array;
  weights: Float32Array;
}

/** Scales the shorter side to `size` and returns the central square: bytes [size, size, 3]. */
export function scaleToSquare(
  {height, width, data}: {height: number; width: number; data: Uint8Array},
  size: number,
): Uint8Array {
  const step = Math.min(height, width) / size;
  const columns = squareWindows(width, step, size);
  const out = new Uint8Array(size * size * 3);
  const row = new Float32Array(width * 3);
  for (const [y, {indices, weights}] of squareWindows(height, step, size).entries()) {
    row.fill(0);
    for (const [i, index] of indices.entries()) {
      const [weight, from] = [weights[i] ?? 0, index * width * 3];
      for (let k = 0; k < row.length; k++) {
        row[k] = (row[k] ?? 0) + weight * (data[from + k] ?? 0);
      }
    }
    for (const [x, window] of columns.entries()) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let i = 0; i < window.indices.length; i++) {
          // libvips rounds after the columns, too.
          sum += (window.weights[i] ?? 0) * Math.round(row[(window.indices[i] ?? 0) * 3 + c] ?? 0);
        }
        out[(y * size + x) * 3 + c] = Math.min(255, Math.round(sum));
      }
    }
  }
  return out;
}

/** For each pixel of the central square the old pixels that it is made of, along one axis. */
function squareWindows(from: number, step: number, size: number): Window[] {
  const to = Math.max(size, Math.round(from / step));
  const block = Math.max(1, Math.floor(step / GAP));
  const blocks = Math.ceil(from / block);
  const reach = Math.max(1, step / block);
  // The new pixels together are wider or narrower than the old ones by a fraction of one: half of it on each side. Where an
  // image is enlarged, libvips places new pixels by their left edge instead.
  const shift = step < 1 ? step / 2 : (to * step - from) / block / 2;
  // sharp rounds up where the rest is odd.
  const offset = (to - size + 1) >> 1;
  return Array.from({length: size}, (_, i) => {
    const center = ((offset + i + 0.5) * step) / block - 0.5 - shift;
    const first = Math.ceil(center - reach);
    const last = Math.floor(center + reach);
    const indices: number[] = [];
    const weights: number[] = [];
    for (let j = first; j <= last; j++) {
      const weight = Math.max(0, 1 - Math.abs(j - center) / reach);
      const start = Math.min(Math.max(j, 0), blocks - 1) * block;
      const pixels = Math.min(block, from - start);
      for (let k = 0; k < pixels; k++) {
        indices.push(start + k);
        weights.push(weight / pixels);
      }
    }
    const sum = weights.reduce((a, b) => a + b, 0);
    return {indices: Int32Array.from(indices), weights: Float32Array.from(weights, weight => weight / sum)};
  });
}
