/** Factors of a power of ten that are round distances between two ticks. */
const FACTORS = [1, 2, 5, 10];

/**
 * The multiples of a round number from `low` to `high`, for an axis: of 1, 2 or 5 times a power of ten, the smallest that
 * results in at most `most` ticks. `isWhole` allows only integers.
 */
export function roundTicks(
  low: number,
  high: number,
  {most, isWhole = false}: {most: number; isWhole?: boolean},
): number[] {
  const exponent = Math.max(Math.floor(Math.log10((high - low) / most)), isWhole ? 0 : -Infinity);
  // Via text, so that a tick is 0.3 and not 0.30000000000000004.
  const times = (factor: number): number => Number(`${factor}e${exponent}`);
  const ticks = FACTORS.map(factor => {
    // 0.3 / 0.1 is 2.9999999999999996.
    const first = Math.ceil(low / times(factor) - 1e-9);
    const count = Math.floor(high / times(factor) + 1e-9) - first + 1;
    return Array.from({length: Math.max(0, count)}, (_, i) => times((first + i) * factor));
  });
  return ticks.find(({length}) => length <= most) ?? [];
}
