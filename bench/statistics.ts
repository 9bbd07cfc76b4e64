/** Figures from a series of samples. */

/** One sample: milliseconds of each run, and the fraction of the processor time that other programs used. */
export interface Sample {
  ms: readonly number[];
  others: number;
}

/** Summary of a series of samples. */
export interface Figure {
  min: number;
  median: number;
  /** Number of runs in it. */
  runs: number;
  others: number;
  /** Whether enough samples were taken on a quiet machine. */
  good: boolean;
}

/** The lowest value. */
export function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** The middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return middle.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / 2;
}

/** A sample counts if other programs used at most this fraction of the processor time. */
export const MOST_OTHERS = 0.05;
/** Fewest quiet samples of a good figure. */
export const FEWEST_SAMPLES = 3;

/**
 * One figure from several samples. It is good if enough of them were taken on a quiet machine, and then uses those only;
 * otherwise it uses all samples and is not good.
 */
export function figureOf(samples: readonly Sample[]): Figure {
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
