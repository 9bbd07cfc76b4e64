// Writes native/wasm/winograd-transforms.h: the matrices of Winograd's (Cook-Toom) method as straight-line SIMD code.
//
// F(m, r) computes m outputs of a filter with r taps from n = m + r - 1 products: Y = AT [ (G g) . (BT d) ]. The matrices
// follow from n points, one of them infinity, in exact fractions. Points come in pairs x, -x where possible: the even
// and the odd part of such a pair of rows is computed once for both.
//
//     npm run build:winograd
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** The file that this script writes. */
export const TARGET = fileURLToPath(new URL('../native/wasm/winograd-transforms.h', import.meta.url));

/** Finite points for n - 1 of them. Small numbers and their inverses keep the rounding errors small. */
const POINTS: Readonly<Record<number, readonly string[]>> = {
  6: ['0', '1', '-1', '1/2', '-2'],
  7: ['0', '1', '-1', '2', '-2', '1/2'],
  8: ['0', '1', '-1', '2', '-2', '1/2', '-1/2'],
};
const SIZES: readonly [number, number][] = [
  [4, 3],
  [5, 3],
  [4, 5],
];

/** n / d in lowest terms; d is positive. */
interface Fraction {
  n: number;
  d: number;
}
type Matrix = readonly (readonly Fraction[])[];
/** A factor and the name of the value that it multiplies. */
type Term = [Fraction, string];
type Pair = [number, number];

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));
const fraction = (n: number, d = 1): Fraction => {
  const g = gcd(n, d) * Math.sign(d);
  return {n: n / g, d: d / g};
};
const parse = (text: string): Fraction => {
  const [n = 0, d] = text.split('/').map(Number);
  return fraction(n, d);
};
const add = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
const negate = (a: Fraction): Fraction => fraction(-a.n, a.d);
const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
const power = (a: Fraction, exponent: number): Fraction =>
  exponent === 0 ? fraction(1) : multiply(a, power(a, exponent - 1));
const ZERO = fraction(0);
const ONE = fraction(1);
const HALF = fraction(1, 2);
const same = (a: Fraction, b: Fraction): boolean => a.n === b.n && a.d === b.d;
/** An element that is known to be there. */
const at = <T>(list: readonly T[], index: number): T => {
  const value = list[index];
  if (value === undefined) {
    throw new Error(`no element ${index} in a list of ${list.length}`);
  }
  return value;
};

interface Matrices {
  outputs: Matrix;
  weights: Matrix;
  data: Matrix;
  points: readonly Fraction[];
}

function matrices(m: number, r: number): Matrices {
  const n = m + r - 1;
  const points = (POINTS[n] ?? []).map(parse);
  const others = (j: number): Fraction[] => points.filter((_, i) => i !== j);
  const scaleOf = (p: Fraction, j: number): Fraction =>
    others(j).reduce((s, q) => multiply(s, add(p, negate(q))), ONE);
  const outputs = Array.from({length: m}, (_, i) => [
    ...points.map(p => power(p, i)),
    i === m - 1 ? ONE : ZERO,
  ]);
  const weights = [
    ...points.map((p, j) => Array.from({length: r}, (_, k) => divide(power(p, k), scaleOf(p, j)))),
    Array.from({length: r}, (_, k) => (k === r - 1 ? ONE : ZERO)),
  ];
  const data = Array.from({length: n}, (_, j) => {
    // The product of (x - p) over the other points, as coefficients.
    const coefficients = others(j).reduce(
      (polynomial, p) => {
        const shifted = [ZERO, ...polynomial];
        return shifted.map((c, k) => add(c, multiply(polynomial[k] ?? ZERO, negate(p))));
      },
      [ONE],
    );
    return Array.from({length: n}, (_, k) => coefficients[k] ?? ZERO);
  });
  return {outputs, weights, data, points};
}

const transpose = (matrix: Matrix): Matrix => at(matrix, 0).map((_, j) => matrix.map(row => at(row, j)));
/** Indices of the points x and -x. */
const pairsOf = (points: readonly Fraction[]): Pair[] =>
  points.flatMap((p, i): Pair[] => {
    const j = points.findIndex((q, k) => k > i && same(q, negate(p)));
    return j > 0 && p.n !== 0 ? [[i, j]] : [];
  });
const literal = (c: Fraction): string => {
  const text = String(c.n / c.d);
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
};

/** A sum of products as nested operations: plain additions first, then fused ones. */
function sum(terms: readonly Term[]): string {
  const rank = (c: Fraction): number => (same(c, ONE) ? 0 : same(c, negate(ONE)) ? 1 : 2);
  const [first, ...rest] = terms.filter(([c]) => c.n !== 0).sort(([a], [b]) => rank(a) - rank(b));
  if (first === undefined) {
    return 'wasm_f32x4_const(0, 0, 0, 0)';
  }
  const [c, name] = first;
  let text =
    rank(c) === 0 ? name : rank(c) === 1 ? `wasm_f32x4_neg(${name})` : `MUL(${name}, K(${literal(c)}))`;
  for (const [factor, other] of rest) {
    const kind = rank(factor);
    text =
      kind === 0
        ? `ADD(${text}, ${other})`
        : kind === 1
          ? `SUB(${text}, ${other})`
          : `MADD(${text}, ${other}, K(${literal(factor)}))`;
  }
  return text;
}

const head = (name: string, inputs: number): string =>
  `INLINE void ${name}(const f32x4 *i, f32x4 *o) {\n` +
  `  f32x4 ${Array.from({length: inputs}, (_, k) => `x${k} = i[${k}]`).join(', ')};\n`;

/** Pairs of rows share their even and odd parts. */
function byRows(name: string, matrix: Matrix, pairs: readonly Pair[]): string {
  let text = head(name, at(matrix, 0).length);
  const done = new Set<number>();
  pairs.forEach(([p, q], k) => {
    const other = at(matrix, q);
    const even = at(matrix, p).map((c, j): Term => [multiply(HALF, add(c, at(other, j))), `x${j}`]);
    const odd = at(matrix, p).map((c, j): Term => [multiply(HALF, add(c, negate(at(other, j)))), `x${j}`]);
    if (even.some(([c], j) => c.n !== 0 && at(odd, j)[0].n !== 0)) {
      return;
    }
    text += `  f32x4 e${k} = ${sum(even)}, d${k} = ${sum(odd)};\n`;
    text += `  o[${p}] = ADD(e${k}, d${k});\n  o[${q}] = SUB(e${k}, d${k});\n`;
    done.add(p).add(q);
  });
  matrix.forEach((row, i) => {
    if (!done.has(i)) {
      text += `  o[${i}] = ${sum(row.map((c, j): Term => [c, `x${j}`]))};\n`;
    }
  });
  return `${text}}\n`;
}

/** Pairs of columns share their sum and difference. */
function byColumns(name: string, matrix: Matrix, pairs: readonly Pair[]): string {
  let text = head(name, at(matrix, 0).length);
  const magnitude = (c: Fraction): number => Math.abs(c.n / c.d);
  const shared = pairs.filter(([p, q]) =>
    matrix.every(row => magnitude(at(row, p)) === magnitude(at(row, q))),
  );
  shared.forEach(([p, q], k) => {
    text += `  f32x4 e${k} = ADD(x${p}, x${q}), d${k} = SUB(x${p}, x${q});\n`;
  });
  const used = new Set(shared.flat());
  matrix.forEach((row, i) => {
    const alone = row.flatMap((c, j): Term[] => (used.has(j) ? [] : [[c, `x${j}`]]));
    const both = shared.map(([p, q], k): Term => [
      at(row, p),
      `${same(at(row, p), at(row, q)) ? 'e' : 'd'}${k}`,
    ]);
    text += `  o[${i}] = ${sum([...alone, ...both])};\n`;
  });
  return `${text}}\n`;
}

/** The text of the header file. */
export function winogradTransforms(): string {
  let text = `/* Written by npm run build:winograd; do not edit.
 * For F(m, r), one dimension: DATA = BT, WEIGHTS = G, OUTPUT = AT, and for the filter gradient GRADIENT = A, TAPS = G
 * transposed. */
#define K(x) wasm_f32x4_const(x, x, x, x)
`;
  for (const [m, r] of SIZES) {
    const {outputs, weights, data, points} = matrices(m, r);
    const pairs = pairsOf(points);
    text += [
      byRows(`DATA_${m}${r}`, data, pairs),
      byRows(`WEIGHTS_${m}${r}`, weights, pairs),
      byColumns(`OUTPUT_${m}${r}`, outputs, pairs),
      byRows(`GRADIENT_${m}${r}`, transpose(outputs), pairs),
      byColumns(`TAPS_${m}${r}`, transpose(weights), pairs),
    ].join('');
  }
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, winogradTransforms());
}
