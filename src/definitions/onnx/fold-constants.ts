import {countOf} from '../../core/named-array';
import type {OnnxNode} from '../../formats/onnx/onnx-model';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';
import {integerOf, numbersOf} from '../../models/layer-forms/onnx-reading';
import {slicePlaces} from '../../models/layer-forms/onnx-slices';
import {
  broadcastShape,
  broadcastTo,
  combined,
  matrixProduct,
  pick,
  reduced,
  stridesOf,
  taken,
  transposed,
} from './constant-arrays';

/** Values of one computed constant: 1 GiB of float32, more than VGG's largest layer. */
const MAX_VALUES = 2 ** 28;
/** ONNX's type numbers of integers or truth values. */
const INTEGER_TYPES = [2, 3, 4, 5, 6, 7, 9, 12, 13];

/** Computes a node whose inputs are all constants; undefined where it cannot be. `inputs` has a gap for one that is left out. */
export type FoldNode = (
  node: OnnxNode,
  inputs: readonly (OnnxTensor | undefined)[],
  opset: number,
) => OnnxTensor | OnnxTensor[] | undefined;

type Unary = (x: number) => number;
type Binary = (x: number, y: number) => number;

const unary =
  (operation: Unary): FoldNode =>
  (_, [x]) =>
    x && {...x, data: x.data.map(value => operation(value))};

const binary =
  (operation: Binary, ofIntegers: Binary = operation): FoldNode =>
  (_, [first, ...others]) =>
    others.reduce<OnnxTensor | undefined>(
      (sum, x) =>
        sum && x && combined(sum, x, sum.isInteger === true && x.isInteger === true ? ofIntegers : operation),
      first,
    );

const reduction =
  (combine: Binary, divides = false): FoldNode =>
  (node, [x, given]) => {
    if (x === undefined) {
      return undefined;
    }
    const listed = given === undefined ? numbersOf(node, 'axes', []) : Array.from(given.data);
    const axes = (listed.length === 0 ? [...x.shape.keys()] : listed).map(
      axis => axis + (axis < 0 ? x.shape.length : 0),
    );
    const result = reduced(x, axes, combine);
    const count = countOf(axes.map(axis => x.shape[axis] ?? 1));
    const data = divides ? result.data.map(value => value / count) : result.data;
    const shape =
      integerOf(node, 'keepdims', 1) === 1 ? result.shape : x.shape.filter((_, axis) => !axes.includes(axis));
    return {...result, shape, data};
  };

/** By operator. */
const FOLDS: Readonly<Record<string, FoldNode>> = {
  Identity: (_, [x]) => x,
  Dropout: (_, [x]) => x,
  Cast(node, [x]) {
    const isInteger = INTEGER_TYPES.includes(integerOf(node, 'to', 1));
    return x && {...x, isInteger, integerType: undefined, data: isInteger ? x.data.map(Math.trunc) : x.data};
  },
  Neg: unary(x => -x),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Reciprocal: unary(x => 1 / x),
  Add: binary((x, y) => x + y),
  Sum: binary((x, y) => x + y),
  Sub: binary((x, y) => x - y),
  Mul: binary((x, y) => x * y),
  Div: binary(
    (x, y) => x / y,
    (x, y) => Math.trunc(x / y),
  ),
  Pow: binary((x, y) => x ** y),
  Min: binary(Math.min),
  Max: binary(Math.max),
  Equal: binary((x, y) => Number(x === y)),
  ReduceProd: reduction((x, y) => x * y),
  ReduceSum: reduction((x, y) => x + y),
  ReduceMean: reduction((x, y) => x + y, true),
  ReduceMax: reduction(Math.max),
  ReduceMin: reduction(Math.min),
  Shape: (_, [x]) => x && integers(x.shape),
  Size: (_, [x]) => x && {...integers([countOf(x.shape)]), shape: []},
  Reshape(node, [x, given]) {
    const sizes = given === undefined ? numbersOf(node, 'shape', []) : Array.from(given.data);
    return (
      x &&
      withShape(
        x,
        sizes.map((size, axis) => (size === 0 ? (x.shape[axis] ?? 0) : size)),
      )
    );
  },
  Flatten(node, [x]) {
    const axis = integerOf(node, 'axis', 1);
    return x && withShape(x, [countOf(x.shape.slice(0, axis)), countOf(x.shape.slice(axis))]);
  },
  Squeeze(node, [x, given]) {
    const axes = axesOf(node, given, x?.shape.length ?? 0);
    return (
      x && {
        ...x,
        shape: x.shape.filter((size, axis) => (axes.length === 0 ? size !== 1 : !axes.includes(axis))),
      }
    );
  },
  Unsqueeze(node, [x, given]) {
    const count = given?.data.length ?? numbersOf(node, 'axes', []).length;
    const axes = axesOf(node, given, (x?.shape.length ?? 0) + count);
    const rest = [...(x?.shape ?? [])];
    return (
      x && {
        ...x,
        shape: Array.from({length: rest.length + count}, (_, axis) =>
          axes.includes(axis) ? 1 : (rest.shift() ?? 1),
        ),
      }
    );
  },
  Transpose: (node, [x]) => x && transposed(x, numbersOf(node, 'perm', [...x.shape.keys()].reverse())),
  MatMul: (_, [x, y]) => x && y && matrixProduct(x, y),
  Concat(node, inputs) {
    const arrays = inputs.filter(array => array !== undefined);
    const [first] = arrays;
    const axis = integerOf(node, 'axis', 1);
    return first && arrays.length === inputs.length
      ? joined(arrays, axis < 0 ? axis + first.shape.length : axis)
      : undefined;
  },
  Gather(node, [x, given]) {
    if (x === undefined || given === undefined) {
      return undefined;
    }
    const axis = integerOf(node, 'axis', 0);
    const counted = axis < 0 ? axis + x.shape.length : axis;
    const size = x.shape[counted] ?? 0;
    const places = Array.from(given.data, place => (place < 0 ? place + size : place));
    const found = taken(x, counted, places);
    return {...found, shape: found.shape.flatMap((length, i) => (i === counted ? given.shape : [length]))};
  },
  Slice(node, inputs) {
    const [x] = inputs;
    const lists = ['starts', 'ends', 'axes', 'steps'].map((name, i) =>
      inputs[i + 1] === undefined ? numbersOf(node, name, []) : Array.from(inputs[i + 1]?.data ?? []),
    );
    const [starts = [], ends = [], axes = [], steps = []] = lists;
    return starts.reduce<OnnxTensor | undefined>((array, start, i) => {
      const axis = axes[i] ?? i;
      const counted = axis < 0 ? axis + (array?.shape.length ?? 0) : axis;
      return (
        array &&
        taken(array, counted, slicePlaces(array.shape[counted] ?? 0, start, ends[i] ?? 0, steps[i] ?? 1))
      );
    }, x);
  },
  ConstantOfShape(node, [x]) {
    const {value} = node.attributes;
    const filled = typeof value === 'object' && 'data' in value ? value : undefined;
    const shape = Array.from(x?.data ?? []);
    return isSize(shape)
      ? {...filled, name: '', shape, data: new Float32Array(countOf(shape)).fill(filled?.data[0] ?? 0)}
      : undefined;
  },
  Expand(_, [x, given]) {
    const shape = x && given && broadcastShape(x.shape, Array.from(given.data));
    return x && shape && isSize(shape) ? broadcastTo(x, shape) : undefined;
  },
  Tile(_, [x, given]) {
    const shape = x?.shape.map((size, axis) => size * (given?.data[axis] ?? 1)) ?? [];
    const strides = stridesOf(x?.shape ?? []);
    return x && isSize(shape)
      ? pick(x, shape, index =>
          index.reduce(
            (place, position, axis) => place + (position % (x.shape[axis] ?? 1)) * (strides[axis] ?? 0),
            0,
          ),
        )
      : undefined;
  },
  Range(_, [start, limit, step]) {
    const [from = 0, to = 0, by = 1] = [start?.data[0], limit?.data[0], step?.data[0]];
    const count = Math.max(0, Math.ceil((to - from) / by));
    return isSize([count]) ? integers(Array.from({length: count}, (__, i) => from + i * by)) : undefined;
  },
  Where(_, [condition, x, y]) {
    const shape =
      condition && x && y && broadcastShape(broadcastShape(condition.shape, x.shape) ?? [], y.shape);
    if (condition === undefined || x === undefined || y === undefined || shape === undefined) {
      return undefined;
    }
    const [chosen, left, right] = [condition, x, y].map(array => broadcastTo(array, shape)) as [
      OnnxTensor,
      OnnxTensor,
      OnnxTensor,
    ];
    return {
      ...left,
      data: left.data.map((value, i) => (chosen.data[i] === 0 ? (right.data[i] ?? 0) : value)),
    };
  },
  DequantizeLinear(node, [x, scale, zero]) {
    const along = (array: OnnxTensor): OnnxTensor =>
      alongAxis(array, integerOf(node, 'axis', 1), x?.shape.length ?? 0);
    const moved = x && (zero === undefined ? x : combined(x, along(zero), (value, point) => value - point));
    const result = moved && scale && combined(moved, along(scale), (value, factor) => value * factor);
    return result && {...result, isInteger: false};
  },
};

/** Computes a node whose inputs are all constants; undefined where it cannot be. */
export const foldConstants: FoldNode = (node, inputs, opset) =>
  Object.hasOwn(FOLDS, node.operator) ? FOLDS[node.operator]?.(node, inputs, opset) : undefined;

/** The constant of a node without inputs. */
export function constantOf(node: OnnxNode): OnnxTensor {
  const {
    value,
    value_int: integer,
    value_ints: listed,
    value_float: float,
    value_floats: floats,
  } = node.attributes;
  if (typeof value === 'object' && 'data' in value) {
    return value;
  }
  const numbers = [integer, listed, float, floats].flat().filter(item => typeof item === 'number');
  const isList = Array.isArray(listed) || Array.isArray(floats);
  const isInteger = integer !== undefined || listed !== undefined;
  return {
    name: '',
    shape: isList ? [numbers.length] : [],
    data: Float32Array.from(numbers),
    ...(isInteger ? {isInteger} : {}),
  };
}

/** A list of integers. */
export function integers(values: readonly number[]): OnnxTensor {
  return {name: '', shape: [values.length], data: Float32Array.from(values), isInteger: true};
}

function isSize(shape: readonly number[]): boolean {
  return shape.every(size => Number.isInteger(size) && size >= 0) && countOf(shape) <= MAX_VALUES;
}

function axesOf(node: OnnxNode, given: OnnxTensor | undefined, rank: number): number[] {
  const axes = given === undefined ? numbersOf(node, 'axes', []) : Array.from(given.data);
  return axes.map(axis => (axis < 0 ? axis + rank : axis));
}

/** The array with another shape, in which −1 is what is left; undefined where it does not fit. */
function withShape(array: OnnxTensor, sizes: readonly number[]): OnnxTensor | undefined {
  const known = countOf(sizes.filter(size => size !== -1));
  const shape = sizes.map(size => (size === -1 ? array.data.length / known : size));
  return isSize(shape) && countOf(shape) === array.data.length ? {...array, shape} : undefined;
}

function joined(arrays: readonly OnnxTensor[], axis: number): OnnxTensor | undefined {
  const [first] = arrays;
  if (first === undefined) {
    return undefined;
  }
  const inner = countOf(first.shape.slice(axis + 1));
  const outer = countOf(first.shape.slice(0, axis));
  const data = new Float32Array(arrays.reduce((count, array) => count + array.data.length, 0));
  let place = 0;
  for (let i = 0; i < outer; i++) {
    for (const array of arrays) {
      const length = (array.shape[axis] ?? 1) * inner;
      data.set(array.data.subarray(i * length, (i + 1) * length), place);
      place += length;
    }
  }
  const size = arrays.reduce((sum, array) => sum + (array.shape[axis] ?? 1), 0);
  return {...first, shape: first.shape.map((length, i) => (i === axis ? size : length)), data};
}

/** One value per entry of an axis, with axes of size 1 behind it. */
function alongAxis(array: OnnxTensor, axis: number, rank: number): OnnxTensor {
  const counted = axis < 0 ? axis + rank : axis;
  return array.data.length === 1
    ? array
    : {...array, shape: [array.data.length, ...new Array<number>(Math.max(0, rank - counted - 1)).fill(1)]};
}
