/** Arithmetic on the constants of a graph, with NumPy's rules of broadcasting. */
import {countOf} from '../../core/named-array';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';

/** The distance between neighbors along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => countOf(shape.slice(axis + 1)));
}

/** An array of this shape whose values come from the places of another: `place` takes the index of each value. */
export function pick(
  from: OnnxTensor,
  shape: readonly number[],
  place: (index: readonly number[]) => number,
): OnnxTensor {
  const data = new Float32Array(countOf(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = from.data[place(index)] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) {
        break;
      }
      index[axis] = 0;
    }
  }
  return {...from, shape: [...shape], data};
}

/** The array with its axes in another order. */
export function transposed(array: OnnxTensor, order: readonly number[]): OnnxTensor {
  const strides = stridesOf(array.shape);
  const shape = order.map(axis => array.shape[axis] ?? 1);
  return pick(array, shape, index =>
    index.reduce((place, position, i) => place + position * (strides[order[i] ?? 0] ?? 0), 0),
  );
}

/** The array repeated along axes of size 1, up to this shape, which has at least as many axes. */
export function broadcastTo(array: OnnxTensor, shape: readonly number[]): OnnxTensor {
  const lead = shape.length - array.shape.length;
  const strides = stridesOf(array.shape).map((stride, axis) => (array.shape[axis] === 1 ? 0 : stride));
  return pick(array, shape, index =>
    index.reduce(
      (place, position, axis) => place + position * (axis < lead ? 0 : (strides[axis - lead] ?? 0)),
      0,
    ),
  );
}

/** The shape of both, broadcast; undefined where they do not fit. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const [x = 1, y = 1] = [a[axis - rank + a.length], b[axis - rank + b.length]];
    if (x !== y && x !== 1 && y !== 1) {
      return undefined;
    }
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/** Value by value of two arrays; undefined where their shapes do not fit. */
export function combined(
  a: OnnxTensor,
  b: OnnxTensor,
  combine: (x: number, y: number) => number,
): OnnxTensor | undefined {
  const shape = broadcastShape(a.shape, b.shape);
  if (shape === undefined) {
    return undefined;
  }
  const [left, right] = [broadcastTo(a, shape), broadcastTo(b, shape)];
  const isInteger = a.isInteger === true && b.isInteger === true;
  return {
    name: '',
    shape,
    data: left.data.map((x, i) => combine(x, right.data[i] ?? 0)),
    ...(isInteger ? {isInteger} : {}),
  };
}

/** The product of two matrices, or of a matrix and a vector on either side; undefined for other arrays. */
export function matrixProduct(a: OnnxTensor, b: OnnxTensor): OnnxTensor | undefined {
  const [rows, inner] = a.shape.length === 1 ? [1, a.shape[0] ?? 0] : a.shape;
  const [depth, columns] = b.shape.length === 1 ? [b.shape[0] ?? 0, 1] : b.shape;
  const isFit = [a, b].every(({shape}) => shape.length === 1 || shape.length === 2) && inner === depth;
  if (!isFit || rows === undefined || inner === undefined || columns === undefined) {
    return undefined;
  }
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < data.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += (a.data[row * inner + k] ?? 0) * (b.data[k * columns + column] ?? 0);
    }
    data[i] = sum;
  }
  const shape = [...(a.shape.length === 1 ? [] : [rows]), ...(b.shape.length === 1 ? [] : [columns])];
  return {name: '', shape, data};
}

/** The entries at these places of an axis. */
export function taken(array: OnnxTensor, axis: number, places: readonly number[]): OnnxTensor {
  const strides = stridesOf(array.shape);
  const shape = array.shape.map((size, i) => (i === axis ? places.length : size));
  return pick(array, shape, index =>
    index.reduce(
      (place, position, i) => place + (i === axis ? (places[position] ?? 0) : position) * (strides[i] ?? 0),
      0,
    ),
  );
}

/** Sums, products and the like along some axes, which stay with size 1. */
export function reduced(
  array: OnnxTensor,
  axes: readonly number[],
  combine: (sum: number, x: number) => number,
): OnnxTensor {
  const shape = array.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const strides = stridesOf(shape);
  const [own, count] = [stridesOf(array.shape), countOf(array.shape)];
  const data = new Float32Array(countOf(shape));
  const seen = new Uint8Array(data.length);
  for (let i = 0; i < count; i++) {
    let place = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const position = Math.floor(i / (own[axis] ?? 1)) % (array.shape[axis] ?? 1);
      place += axes.includes(axis) ? 0 : position * (strides[axis] ?? 0);
    }
    const x = array.data[i] ?? 0;
    data[place] = seen[place] === 1 ? combine(data[place] ?? 0, x) : x;
    seen[place] = 1;
  }
  return {...array, shape, data};
}
