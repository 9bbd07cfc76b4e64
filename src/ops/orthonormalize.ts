import * as tf from '@tensorflow/tfjs-core';
import {fillGaussian} from '../core/fill-gaussian';
import type {RandomStream} from '../core/random';

/** Columns that are taken at a time: products of matrices do the work between blocks, loops that inside one. */
const BLOCK = 32;
/** Smallest fraction of a column that may remain after projecting out the columns before it; less is rounding. */
const LEAST_LEFT = 1e-5;
/** One pass leaves what float32 rounds; two leave nothing of it, and one more is for columns that were drawn anew. */
const MAX_PASSES = 5;

/**
 * An orthonormal basis of the space that contains the columns of a matrix, by block Gram-Schmidt, done twice. A column
 * that lies in the span of those before it is replaced by a random direction outside.
 *
 * Shapes: [rows, count] in, the same out; count at most rows.
 */
export async function orthonormalize(matrix: tf.Tensor2D, random: RandomStream): Promise<tf.Tensor2D> {
  const [rows, count] = matrix.shape;
  let basis: tf.Tensor2D | undefined;
  for (let start = 0; start < count; start += BLOCK) {
    const width = Math.min(BLOCK, count - start);
    let block = tf.slice2d(matrix, [0, start], [rows, width]);
    let replaced = 0;
    for (let pass = 0; pass < 2 || (replaced > 0 && pass < MAX_PASSES); pass++) {
      const outside = withoutSpan(block, basis);
      const norms = pass === 0 ? columnNorms(await block.data(), rows, width) : undefined;
      const values = Float64Array.from(await outside.data());
      tf.dispose([block, outside]);
      replaced = orthonormalizeColumns(values, rows, width, norms, random);
      block = tf.tensor2d(Float32Array.from(values), [rows, width]);
    }
    const wider: tf.Tensor2D = basis === undefined ? block : tf.concat2d([basis, block], 1);
    if (basis !== undefined) {
      tf.dispose([basis, block]);
    }
    basis = wider;
  }
  return basis ?? tf.tensor2d([], [rows, 0]);
}

/** block − basis · (basisᵀ · block) */
function withoutSpan(block: tf.Tensor2D, basis: tf.Tensor2D | undefined): tf.Tensor2D {
  return tf.tidy(() =>
    basis === undefined
      ? tf.clone(block)
      : tf.sub(block, tf.matMul(basis, tf.matMul(basis, block, true, false))),
  );
}

function columnNorms(values: ArrayLike<number>, rows: number, width: number): Float64Array {
  const squares = new Float64Array(width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) {
      squares[j] = (squares[j] ?? 0) + (values[i * width + j] ?? 0) ** 2;
    }
  }
  return squares.map(Math.sqrt);
}

/** Gram-Schmidt on the columns of a row-major block, in place; returns the number of columns that were drawn anew. */
function orthonormalizeColumns(
  values: Float64Array,
  rows: number,
  width: number,
  norms: Float64Array | undefined,
  random: RandomStream,
): number {
  // Column by column, so that the inner loops run through memory in order.
  const columns = Array.from({length: width}, (_, j) =>
    Float64Array.from({length: rows}, (__, i) => values[i * width + j] ?? 0),
  );
  let replaced = 0;
  columns.forEach((column, j) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < j; before++) {
        const other = columns[before] ?? column;
        addMultiple(column, other, -dot(column, other));
      }
    }
    let norm = Math.sqrt(dot(column, column));
    if (!(norm > LEAST_LEFT * (norms?.[j] ?? 1))) {
      // The next pass takes out of it what lies in the span.
      column.set(gaussianColumn(rows, random));
      norm = Math.sqrt(dot(column, column));
      replaced++;
    }
    for (let i = 0; i < rows; i++) {
      column[i] = (column[i] ?? 0) / norm;
    }
  });
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) {
      values[i * width + j] = column[i] ?? 0;
    }
  });
  return replaced;
}

function gaussianColumn(rows: number, random: RandomStream): Float32Array {
  const column = new Float32Array(rows);
  fillGaussian(column, random);
  return column;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += (a[i] ?? 0) * (b[i] ?? 0);
  }
  return sum;
}

function addMultiple(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = (target[i] ?? 0) + factor * (other[i] ?? 0);
  }
}
