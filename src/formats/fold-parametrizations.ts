/**
 * Weights that PyTorch keeps as several arrays, from which it computes them at each step: pruning, weight normalization and
 * spectral normalization, by hooks (`weight_g`) or by parametrizations (`parametrizations.weight.original0`).
 */
import {countOf, type NamedArray} from '../core/named-array';

type Find = (ending: string) => NamedArray | undefined;

/** A form in which a weight is kept. */
interface Form {
  /** Ending of the array that takes the place of the weight, behind the name of the weight. */
  place: string;
  /** Endings of the others. */
  others: readonly string[];
  /** Whether the name has `parametrizations.` in front of the weight's. */
  isParametrization?: true;
  /** The weight; undefined where the arrays do not fit together. */
  compute: (first: NamedArray, find: Find) => NamedArray | undefined;
}

const FORMS: readonly Form[] = [
  {
    place: '_orig',
    others: ['_mask'],
    compute: (weight, find) => masked(weight, find('_mask')),
  },
  {
    place: '_g',
    others: ['_v'],
    compute: (length, find) => scaledDirections(length, find('_v')),
  },
  {
    place: '.original0',
    others: ['.original1'],
    isParametrization: true,
    compute: (length, find) => scaledDirections(length, find('.original1')),
  },
  {
    place: '_orig',
    others: ['_u', '_v'],
    compute: (weight, find) => overLargestSingularValue(weight, find('_u'), find('_v')),
  },
  {
    place: '.original',
    others: ['.0._u', '.0._v'],
    isParametrization: true,
    compute: (weight, find) => overLargestSingularValue(weight, find('.0._u'), find('.0._v')),
  },
];

/**
 * Puts together what PyTorch keeps apart; other arrays stay as they are.
 *
 * - Pruning: `weight_orig` · `weight_mask`.
 * - Weight normalization: `weight_g` · `weight_v` / |`weight_v`|, the length taken along the axes that `weight_g` does not have.
 * - Spectral normalization: `weight_orig` / (uᵀ W v), with `weight_u` and `weight_v` as they were saved, as PyTorch does in
 *   evaluation.
 */
export function foldParametrizations(arrays: readonly NamedArray[]): NamedArray[] {
  const byName = new Map(arrays.map(array => [array.name, array]));
  const used = new Set<string>();
  const computed = new Map<string, NamedArray>();
  for (const array of arrays) {
    for (const {place, others, isParametrization, compute} of FORMS) {
      const base = array.name.endsWith(place) ? array.name.slice(0, -place.length) : undefined;
      const name = base === undefined ? undefined : weightName(base, isParametrization === true);
      const names = others.map(ending => `${base ?? ''}${ending}`);
      if (name === undefined || byName.has(name) || !names.every(other => byName.has(other))) {
        continue;
      }
      const weight = compute(array, ending => byName.get(`${base ?? ''}${ending}`));
      if (weight !== undefined) {
        computed.set(array.name, {...weight, name});
        names.forEach(other => used.add(other));
        break;
      }
    }
  }
  return arrays.flatMap(array =>
    used.has(array.name) && !computed.has(array.name) ? [] : [computed.get(array.name) ?? array],
  );
}

/** The name of a weight: `conv1.weight` for `conv1.parametrizations.weight`; undefined for a name of the other form. */
function weightName(base: string, isParametrization: boolean): string | undefined {
  const [, before, name] = /^(|.*\.)parametrizations\.([^.]+)$/.exec(base) ?? [];
  if (before === undefined || name === undefined) {
    return isParametrization || base === '' ? undefined : base;
  }
  return isParametrization ? `${before}${name}` : undefined;
}

function masked(weight: NamedArray, mask: NamedArray | undefined): NamedArray | undefined {
  if (mask?.shape.join() !== weight.shape.join()) {
    return undefined;
  }
  return {...weight, data: weight.data.map((value, i) => value * (mask.data[i] ?? 0))};
}

function scaledDirections(length: NamedArray, direction: NamedArray | undefined): NamedArray | undefined {
  if (direction === undefined) {
    return undefined;
  }
  const {shape, data} = direction;
  // One length for all has no axes, or none of size above 1.
  const sizes = length.shape.length === 0 ? shape.map(() => 1) : length.shape;
  if (sizes.length !== shape.length || !sizes.every((size, axis) => size === 1 || size === shape[axis])) {
    return undefined;
  }
  const strides = sizes.map((size, axis) => (size === 1 ? 0 : countOf(sizes.slice(axis + 1))));
  const placeOf = (i: number): number => {
    let [rest, place] = [i, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      place += (rest % size) * (strides[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    return place;
  };
  const squares = new Float64Array(countOf(sizes));
  data.forEach((value, i) => {
    const place = placeOf(i);
    squares[place] = (squares[place] ?? 0) + value * value;
  });
  const factors = squares.map((sum, place) => (length.data[place] ?? 0) / Math.sqrt(sum));
  return {...direction, data: data.map((value, i) => value * (factors[placeOf(i)] ?? 0))};
}

/** The rows of the matrix are the outputs: the first axis, of a transposed convolution the second, as the sizes say. */
function overLargestSingularValue(
  weight: NamedArray,
  left: NamedArray | undefined,
  right: NamedArray | undefined,
): NamedArray | undefined {
  const {shape, data} = weight;
  const [u, v] = [left?.data ?? [], right?.data ?? []];
  const axis = [0, 1].find(i => shape[i] === u.length);
  if (axis === undefined || shape.length < 2 || u.length * v.length !== data.length) {
    return undefined;
  }
  const inner = countOf(shape.slice(axis + 1));
  const rows = shape[axis] ?? 1;
  const sigma = data.reduce((sum, value, i) => {
    const row = Math.floor(i / inner) % rows;
    const column = axis === 0 ? i % inner : Math.floor(i / (inner * rows)) * inner + (i % inner);
    return sum + (u[row] ?? 0) * value * (v[column] ?? 0);
  }, 0);
  return {...weight, data: data.map(value => value / sigma)};
}
