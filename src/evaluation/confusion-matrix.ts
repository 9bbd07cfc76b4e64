import {checksFor, show} from '../core/check';
import {AlexNetError} from '../errors';

/**
 * Counts the pairs of true and predicted class: `matrix[label][prediction]`.
 *
 * @example
 * confusionMatrix([0, 0, 1], [0, 1, 1], 2); // [[1, 1], [0, 1]]
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classCount: number,
): number[][] {
  const check = checksFor('confusionMatrix');
  check.integer('classCount', classCount, 1);
  if (labels.length !== predictions.length) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'confusionMatrix',
      problem: 'there is not one prediction for each label.',
      expected: `${labels.length} predictions`,
      received: `${predictions.length} predictions`,
      fix: 'pass both for the same images',
    });
  }
  const matrix = Array.from({length: classCount}, () => new Array<number>(classCount).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const label = check.integer(`labels[${i}]`, labels[i], 0, classCount - 1);
    const row = matrix[label];
    const prediction = check.integer(`predictions[${i}]`, predictions[i], 0, classCount - 1);
    if (row?.[prediction] === undefined) {
      throw new Error(`internal: no cell ${show([label, prediction])}; please report this`);
    }
    row[prediction] += 1;
  }
  return matrix;
}
