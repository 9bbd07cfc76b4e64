import {checksFor} from '../core/check';
import {requireFields, requireList} from '../core/structured-argument';

/** Feature vectors, as `extractFeatures` returns them. */
export interface FeatureRows {
  /** The values, row by row. */
  values: Float32Array;
  /** [rows, values per row]. */
  shape: readonly [number, number];
}

/** One row and its distance. */
export interface Neighbor {
  /** Position of the row. */
  index: number;
  /** Euclidean distance. */
  distance: number;
}

/**
 * Returns the rows nearest to one row, the nearest first; of equal ones the lower index first. The row itself is left
 * out.
 *
 *     distance(a, b) = sqrt(Σ (a_i − b_i)²)
 *
 * @example
 * const fc7 = await extractFeatures(model, photos, {layer: 'fc7', preprocessing});
 * nearestRows(fc7, 0, 6); // the six photos most like the first
 * @see Krizhevsky, Sutskever, Hinton (2012), section 6.1 and Figure 4.
 */
export function nearestRows(features: FeatureRows, query: number, count: number): Neighbor[] {
  const check = checksFor('nearestRows');
  requireRows('nearestRows', features);
  const {values, shape} = features;
  const [rows, width] = shape;
  check.integer('values.length', values.length, rows * width, rows * width);
  check.integer('query', query, 0, rows - 1);
  check.integer('count', count, 1);
  const own = values.subarray(query * width, (query + 1) * width);
  const neighbors: Neighbor[] = [];
  for (let index = 0; index < rows; index++) {
    if (index === query) {
      continue;
    }
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const difference = (own[i] ?? 0) - (values[index * width + i] ?? 0);
      squares += difference * difference;
    }
    neighbors.push({index, distance: Math.sqrt(squares)});
  }
  return neighbors.sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, count);
}

/**
 * Returns the fraction of nearest neighbors that have the same label as their row: a measure of how well the distances
 * of a layer separate the classes. Rows without a label are left out. NaN if no row has one.
 *
 * @param queries rows whose neighbors are compared. Default: all; the time grows with their number times that of all rows.
 */
export function neighborAgreement(
  features: FeatureRows,
  labels: ArrayLike<number>,
  count: number,
  queries?: readonly number[],
): number {
  requireRows('neighborAgreement', features);
  requireList('neighborAgreement', 'labels', labels, {
    what: 'an array of numbers',
    fix: 'pass one label per row',
  });
  let [same, all] = [0, 0];
  for (const row of (queries ?? Array.from({length: features.shape[0]}, (_, i) => i)).filter(
    query => (labels[query] ?? -1) >= 0,
  )) {
    for (const {index} of nearestRows(features, row, count)) {
      all += 1;
      same += labels[index] === labels[row] ? 1 : 0;
    }
  }
  return same / all;
}

function requireRows(where: string, features: FeatureRows): void {
  const fix = 'pass the result of extractFeatures: {values: Float32Array, shape: [rows, values per row]}';
  requireFields(where, 'features', features, {what: 'rows of numbers', fields: ['values', 'shape'], fix});
  requireList(where, 'features.values', features.values, {isTyped: true, what: 'a Float32Array', fix});
  requireList(where, 'features.shape', features.shape, {what: 'an array of two lengths', fix});
  const check = checksFor(where);
  check.integer('features.shape.length', features.shape.length, 2, 2);
  features.shape.forEach((length, axis) => check.integer(`features.shape[${axis}]`, length));
}
