/** Samples taken while others held at most this part of the machine count. */
export const MOST_OTHERS: number;
/** Fewer quiet samples than this make no figure. */
export const FEWEST_SAMPLES: number;
/** The lowest. */
export function minimum(values: readonly number[]): number;
/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number;
/** Samples as one figure, good when enough of them were taken on a quiet machine. */
export function figureOf(samples: readonly {ms: readonly number[]; others: number}[]): {
  min: number;
  median: number;
  runs: number;
  others: number;
  good: boolean;
};
