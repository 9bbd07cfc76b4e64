/** Sums over a batch, for accuracy and mean cross-entropy. */
export interface BatchScore {
  /** Rows whose predicted class is the label. */
  correct: number;
  /** Sum of the cross-entropies. */
  loss: number;
}

/**
 * Compares predictions with labels. The predicted class has the highest score; of equal scores it is the first.
 *
 * Shapes: logProbabilities [labels.length, classes], row by row.
 */
export function scoreBatch(
  logProbabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): BatchScore {
  let [correct, loss] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const row = i * classes;
    const label = labels[i] ?? -1;
    let predicted = 0;
    for (let c = 1; c < classes; c++) {
      if ((logProbabilities[row + c] ?? 0) > (logProbabilities[row + predicted] ?? 0)) {
        predicted = c;
      }
    }
    correct += predicted === label ? 1 : 0;
    loss -= logProbabilities[row + label] ?? Number.NaN;
  }
  return {correct, loss};
}
