/**
 * A matrix as the product of two thin ones.
 *
 * The best product of rank k is that of the k largest singular values and their vectors (Eckart and Young, 1936). A dense
 * layer of AlexNet is too large for a whole decomposition: 9216 × 4096. So a random block of a few columns more than k is
 * multiplied alternately by the matrix and its transpose, which pulls it into the space of the largest ones, and the
 * decomposition is done in that space (Halko, Martinsson, Tropp, 2011, algorithms 4.4 and 5.1).
 */
import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {fillGaussian} from '../core/fill-gaussian';
import {RandomStream} from '../core/random';
import {AlexNetError} from '../errors';
import {orthonormalize} from './orthonormalize';

/** Options of {@link lowRank}. */
export interface LowRankOptions {
  /** Seed of the random block. Default 0. */
  seed?: number;
  /** Times that the block goes through the matrix and back. ≥ 0. Default 3: the error is within 1 % of the least. */
  iterations?: number;
}

/** A matrix W as `first` · `second`, nearly the best of that rank. */
export interface LowRank {
  /** [rows, rank] */
  first: tf.Tensor2D;
  /** [rank, columns] */
  second: tf.Tensor2D;
  /** The largest singular values of W, largest first; `rank` of them. */
  singularValues: number[];
  /** ‖W − first · second‖ / ‖W‖, Frobenius norms, measured. 0 for a matrix of zeros. */
  relativeError: number;
}

/** Columns of the block beyond the rank. */
const MORE = 10;
/** Rows of the matrix at a time while the error is measured. */
const ROWS = 1024;

/**
 * Approximates a matrix by a product of two of a lower rank. Where the rank is the largest there is, the product is the
 * matrix but for what float32 rounds.
 *
 *     W ≈ (U · √Σ) · (√Σ · Vᵀ)
 *
 * Shapes: [rows, columns] in, [rows, rank] and [rank, columns] out, which the caller disposes.
 *
 * Pitfall: matrices are float32 here: a singular value is correct within 1e-5 of the largest; less is rounding.
 */
export async function lowRank(
  matrix: tf.Tensor2D,
  rank: number,
  {seed = 0, iterations = 3}: LowRankOptions = {},
): Promise<LowRank> {
  const check = checksFor('lowRank');
  const [rows, columns] = matrix.shape;
  check.integer('rank', rank, 1, Math.min(rows, columns));
  check.integer('iterations', iterations, 0);
  const norm = await scalar(() => tf.norm(matrix));
  if (!Number.isFinite(norm)) {
    throw new AlexNetError({
      code: 'bad-weights',
      where: 'lowRank',
      problem: 'the matrix holds numbers that are not finite.',
      expected: 'finite numbers',
      received: `a norm of ${norm}`,
      fix: 'take weights whose training did not diverge',
    });
  }
  const width = Math.min(rows, columns, rank + MORE);
  const random = RandomStream.derive(seed, 'low-rank', rows, columns);
  const drawn = gaussianMatrix(columns, width, random);
  let basis = await orthonormalBasis(tf.matMul<tf.Tensor2D>(matrix, drawn), random);
  drawn.dispose();
  for (let i = 0; i < iterations; i++) {
    const start = basis;
    const back = await orthonormalBasis(tf.matMul<tf.Tensor2D>(matrix, start, true, false), random);
    basis = await orthonormalBasis(tf.matMul<tf.Tensor2D>(matrix, back), random);
    tf.dispose([start, back]);
  }
  const inside = tf.matMul<tf.Tensor2D>(basis, matrix, true, false);
  const vectors = await eigenvectorsOf(inside, rank);
  const turn = tf.tensor2d(vectors, [width, rank]);
  const rowsOfV = tf.matMul(turn, inside, true, false);
  // Measured, not taken from the eigenvalues: those are squares, in which small ones drown.
  const squares = await values(() => tf.sum(tf.square(rowsOfV), 1));
  const singular = Array.from(squares, Math.sqrt);
  const [first, second] = tf.tidy((): [tf.Tensor2D, tf.Tensor2D] => {
    // Both factors get the square root, so that their values are of similar size.
    const roots = singular.map(Math.sqrt);
    const inverse = roots.map(root => (root > 0 ? 1 / root : 0));
    return [
      tf.mul(tf.matMul(basis, turn), tf.tensor2d(roots, [1, rank])),
      tf.mul(rowsOfV, tf.tensor2d(inverse, [rank, 1])),
    ];
  });
  tf.dispose([basis, inside, turn, rowsOfV]);
  return {
    first,
    second,
    singularValues: singular.sort((a, b) => b - a),
    relativeError: await relativeError(matrix, first, second, norm),
  };
}

/** Takes the block over. */
async function orthonormalBasis(block: tf.Tensor2D, random: RandomStream): Promise<tf.Tensor2D> {
  const basis = await orthonormalize(block, random);
  block.dispose();
  return basis;
}

function gaussianMatrix(rows: number, columns: number, random: RandomStream): tf.Tensor2D {
  const numbers = new Float32Array(rows * columns);
  fillGaussian(numbers, random);
  return tf.tensor2d(numbers, [rows, columns]);
}

/** The eigenvectors of the largest eigenvalues of B · Bᵀ, as the columns of a row-major [height, count] array. */
async function eigenvectorsOf(b: tf.Tensor2D, count: number): Promise<Float32Array> {
  const [height] = b.shape;
  const entries = await values(() => tf.matMul(b, b, false, true));
  const {EigenvalueDecomposition, Matrix} = await import('ml-matrix');
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(
    Matrix.from1DArray(height, height, Array.from(entries)),
    {assumeSymmetric: true},
  );
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((i, j) => (realEigenvalues[j] ?? 0) - (realEigenvalues[i] ?? 0))
    .slice(0, count);
  const vectors = new Float32Array(height * count);
  for (let row = 0; row < height; row++) {
    order.forEach((place, column) => {
      vectors[row * count + column] = eigenvectorMatrix.get(row, place);
    });
  }
  return vectors;
}

async function relativeError(
  matrix: tf.Tensor2D,
  first: tf.Tensor2D,
  second: tf.Tensor2D,
  norm: number,
): Promise<number> {
  const [rows, columns] = matrix.shape;
  let squares = 0;
  for (let start = 0; start < rows; start += ROWS) {
    const count = Math.min(ROWS, rows - start);
    squares += await scalar(() => {
      const product = tf.matMul(tf.slice2d(first, [start, 0], [count, first.shape[1]]), second);
      return tf.sum(tf.square(tf.sub(tf.slice2d(matrix, [start, 0], [count, columns]), product)));
    });
  }
  return norm === 0 ? 0 : Math.sqrt(squares) / norm;
}

async function values(compute: () => tf.Tensor): Promise<Float32Array> {
  const result = tf.tidy(compute);
  const data = await result.data();
  result.dispose();
  return data as Float32Array;
}

async function scalar(compute: () => tf.Tensor): Promise<number> {
  const [value = NaN] = await values(compute);
  return value;
}
