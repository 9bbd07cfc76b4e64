/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** Largest first. */
  values: number[];
  /** Row i is the unit eigenvector of value i; its component of largest magnitude is positive. */
  vectors: number[][];
}

/** Sweeps after which Jacobi's method has long converged: it is quadratic, and 3 × 3 needs about 4. */
const MAX_SWEEPS = 64;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's cyclic rotations.
 *
 *     matrix · vectors[i] = values[i] · vectors[i]
 *
 * Shapes: [n][n] in, n values and [n][n] vectors out. Only the upper triangle is read.
 *
 * Pitfall: an eigenvector's sign is arbitrary; here it is fixed (the component of largest magnitude is positive), so that
 * two runs, and two machines, agree. Where two eigenvalues are equal, any basis of their plane is valid.
 *
 * @example
 * symmetricEigen([[2, 1], [1, 2]]); // values [3, 1], vectors [[0.707, 0.707], [0.707, -0.707]]
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const n = matrix.length;
  const at = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] ?? 0;
  // The upper triangle, mirrored; the same rotations make the eigenvectors of the rows of `basis`.
  const a = Array.from({length: n}, (_, i) =>
    Array.from({length: n}, (_, j) => at(matrix, Math.min(i, j), Math.max(i, j))),
  );
  const basis = Array.from({length: n}, (_, i) => Array.from({length: n}, (_, j) => (i === j ? 1 : 0)));
  const norm = Math.hypot(...a.flat());
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let offDiagonal = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        offDiagonal = Math.max(offDiagonal, Math.abs(at(a, p, q)));
      }
    }
    if (offDiagonal <= norm * Number.EPSILON) {
      break;
    }
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        rotate(a, basis, p, q);
      }
    }
  }
  const order = Array.from({length: n}, (_, i) => i).sort((i, j) => at(a, j, j) - at(a, i, i));
  return {
    values: order.map(i => at(a, i, i)),
    vectors: order.map(i => withFixedSign(basis[i] ?? [])),
  };
}

/** One rotation in the plane of axes p and q that makes a[p][q] zero. */
function rotate(a: number[][], basis: number[][], p: number, q: number): void {
  const [rowP, rowQ, basisP, basisQ] = [a[p], a[q], basis[p], basis[q]];
  const apq = rowP?.[q] ?? 0;
  if (apq === 0 || rowP === undefined || rowQ === undefined || !basisP || !basisQ) {
    return;
  }
  // The smaller of the two angles that do it: tan is the smaller root of t² + 2·theta·t − 1 = 0.
  const theta = ((rowQ[q] ?? 0) - (rowP[p] ?? 0)) / (2 * apq);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of a) {
    const [x, y] = [row[p] ?? 0, row[q] ?? 0];
    row[p] = cosine * x - sine * y;
    row[q] = sine * x + cosine * y;
  }
  turnRows(rowP, rowQ, cosine, sine);
  turnRows(basisP, basisQ, cosine, sine);
  rowP[q] = 0;
  rowQ[p] = 0;
}

function turnRows(p: number[], q: number[], cosine: number, sine: number): void {
  for (let j = 0; j < p.length; j++) {
    const [x, y] = [p[j] ?? 0, q[j] ?? 0];
    p[j] = cosine * x - sine * y;
    q[j] = sine * x + cosine * y;
  }
}

function withFixedSign(vector: readonly number[]): number[] {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return vector.map(value => (largest < 0 ? -value : value));
}
