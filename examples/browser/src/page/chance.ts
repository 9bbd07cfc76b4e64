/**
 * Whether a validation accuracy is no better than chance: less than one standard error above what always predicting the most
 * frequent class reaches.
 *
 * @param counts number of validation photos of each class.
 */
export function isAtChance(accuracy: number, counts: readonly number[]): boolean {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const chance = chanceAccuracy(counts);
  return total > 0 && accuracy < chance + Math.sqrt((chance * (1 - chance)) / total);
}

/** The accuracy of always predicting the most frequent class. */
export function chanceAccuracy(counts: readonly number[]): number {
  return Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0);
}
