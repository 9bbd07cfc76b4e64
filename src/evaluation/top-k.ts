import {checksFor} from '../core/check';

/** One class and its score. */
export interface ClassScore {
  /** Position in the list of classes. */
  index: number;
  /** Name of the class; the index as text where no names were given. */
  label: string;
  score: number;
}

/**
 * Returns the `k` highest scores, best first; of equal ones the lower index first. NaN counts as the lowest.
 *
 * @param scores one per class.
 * @param k how many; all if there are fewer.
 *
 * @example
 * topK([0.1, 0.7, 0.2], 2, ['cat', 'dog', 'fox']); // dog 0.7, fox 0.2
 */
export function topK(scores: ArrayLike<number>, k: number, classes: readonly string[] = []): ClassScore[] {
  checksFor('topK').integer('k', k, 1);
  const rank = (index: number): number => {
    const score = scores[index] ?? Number.NaN;
    return Number.isNaN(score) ? -Infinity : score;
  };
  return Array.from({length: scores.length}, (_, index) => index)
    .sort((a, b) => {
      const [scoreA, scoreB] = [rank(a), rank(b)];
      return scoreA === scoreB ? a - b : scoreB - scoreA;
    })
    .slice(0, k)
    .map(index => ({
      index,
      label: classes[index] ?? String(index),
      score: scores[index] ?? Number.NaN,
    }));
}
