import {values, type Values} from './values';

/** Range of the values of an input. */
export interface Range {
  low?: number;
  high?: number;
}

/**
 * Float32 numbers between `low` and `high` (default −1 and 1), the same for the same key. make_torch.py draws the same:
 * FNV-1a of the key seeds the generator of Park and Miller, state ← 48271 · state mod (2³¹ − 1).
 */
export function drawnValues(shape: readonly number[], key: string, {low = -1, high = 1}: Range = {}): Values {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  const MODULUS = 2 ** 31 - 1;
  let state = (hash % (MODULUS - 1)) + 1;
  const draw = (): number => {
    state = (state * 48271) % MODULUS;
    return state / MODULUS;
  };
  // Similar seeds have similar first values, so these are skipped.
  draw();
  draw();
  return values(shape, () => Math.fround(low + (high - low) * draw()));
}
