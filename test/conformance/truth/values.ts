/** Arrays in float64 and naive loops over them, for the definitions of ops. */

/** Numbers in row-major order. */
export interface Values {
  shape: readonly number[];
  data: Float64Array;
}

/** An array whose element at each index is `at(index)`; the index is the same array each time. */
export function values(shape: readonly number[], at: (index: readonly number[]) => number): Values {
  const data = new Float64Array(sizeOf(shape));
  let i = 0;
  eachIndex(shape, index => {
    data[i++] = at(index);
  });
  return {shape, data};
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Calls `body` with every index of an array of this shape, in row-major order. */
export function eachIndex(shape: readonly number[], body: (index: readonly number[]) => void): void {
  const index = shape.map(() => 0);
  for (let count = sizeOf(shape); count > 0; count--) {
    body(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) {
      index[axis] = 0;
    }
  }
}

/** Whether an index is inside an array of this shape. */
export function isInside(shape: readonly number[], index: readonly number[]): boolean {
  return index.every((i, axis) => i >= 0 && i < shape[axis]!);
}

/** Offset of the element at an index. */
export function offsetOf({shape}: Values, index: readonly number[]): number {
  let offset = 0;
  for (let axis = 0; axis < index.length; axis++) {
    offset = offset * shape[axis]! + index[axis]!;
  }
  return offset;
}

/** The element at an index. */
export function at(x: Values, index: readonly number[]): number {
  return x.data[offsetOf(x, index)]!;
}

/** Maps every element. */
export function map(x: Values, f: (value: number) => number): Values {
  return {shape: x.shape, data: x.data.map(value => f(value))};
}

/** Combines two arrays element by element after NumPy broadcasting. */
export function zip(a: Values, b: Values, f: (a: number, b: number) => number): Values {
  const rank = Math.max(a.shape.length, b.shape.length);
  const length = (x: Values, axis: number): number => x.shape[axis - rank + x.shape.length] ?? 1;
  const shape = Array.from({length: rank}, (_, axis) => Math.max(length(a, axis), length(b, axis)));
  const pick = (x: Values, index: readonly number[]): number =>
    at(
      x,
      index.slice(rank - x.shape.length).map((i, axis) => (x.shape[axis] === 1 ? 0 : i)),
    );
  return values(shape, index => f(pick(a, index), pick(b, index)));
}

/** Reduces the last axis: `f` gets its elements. */
export function reduceLast(x: Values, f: (elements: Float64Array) => number): Values {
  const length = x.shape.at(-1) ?? 1;
  const shape = x.shape.slice(0, -1);
  let row = 0;
  return values(shape, () => f(x.data.subarray(row * length, ++row * length)));
}

/** Replaces each row of the last axis by another of the same length. */
export function mapLast(x: Values, f: (elements: Float64Array) => ArrayLike<number>): Values {
  const length = x.shape.at(-1) ?? 1;
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start += length) {
    data.set(Array.from(f(x.data.subarray(start, start + length))), start);
  }
  return {shape: x.shape, data};
}

/** The same values in another shape. */
export function reshaped(x: Values, shape: readonly number[]): Values {
  return {shape, data: x.data};
}

export const total = (elements: ArrayLike<number>): number => Array.from(elements).reduce((a, b) => a + b, 0);
export const average = (elements: ArrayLike<number>): number => total(elements) / elements.length;
