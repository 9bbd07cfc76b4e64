/** Figures made of a series of measurements. */

/** One measurement: the milliseconds of each run in it, and the part of the machine that other programs held. */
export interface Sample {
  ms: readonly number[];
  others: number;
}

/** What a series of samples says. */
export interface Figure {
  min: number;
  median: number;
  /** Number of runs that it is made of. */
  runs: number;
  others: number;
  /** Whether enough samples were taken on a quiet machine. */
  good: boolean;
}

/** The lowest value. */
export function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return middle.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / 2;
}

/** Samples taken while others held at most this part of the machine count. */
export const MOST_OTHERS = 0.05;
/** Fewer quiet samples than this make no figure. */
export const FEWEST_SAMPLES = 3;

/**
 * One figure of several samples. It is good if enough of them were taken on a quiet machine, and then made of those alone;
 * otherwise it is made of all, and not good.
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
