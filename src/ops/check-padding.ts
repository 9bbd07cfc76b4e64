import type {Checks} from '../core/check';
import {toSize, type SizeLike} from '../core/shapes';

/**
 * Pixels of padding above and below, and on the left and right, of a pool. As many as the window is long would make
 * windows that see no pixel.
 */
export function checkPadding(
  check: Checks,
  padding: SizeLike,
  window: readonly [number, number],
): [number, number] {
  const pixels = toSize(padding);
  pixels.forEach((value, i) => check.integer('padding', value, 0, (window[i] ?? 1) - 1));
  return pixels;
}
