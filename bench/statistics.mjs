// What is said about a series of measurements.

/** The lowest. */
export function minimum(values) {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[Math.floor(half)];
}

/** Samples taken while others held at most this part of the machine count. */
export const MOST_OTHERS = 0.05;
/** Fewer quiet samples than this make no figure. */
export const FEWEST_SAMPLES = 3;

/**
 * Samples {ms: [...], others} as one figure. It is good when enough of them were taken on a quiet machine, and then made
 * of those alone; else it is made of all, and not good.
 */
export function figureOf(samples) {
  const quiet = samples.filter(({others}) => others <= MOST_OTHERS);
  const good = quiet.length >= FEWEST_SAMPLES;
  const used = (good ? quiet : samples).flatMap(({ms}) => ms);
  return {
    min: minimum(used),
    median: median(used),
    runs: used.length,
    others: Math.max(...(good ? quiet : samples).map(({others}) => others)),
    good,
  };
}
