import {ELEMENT_BYTES, READ_ELEMENT, type ElementType} from './element-type';

/** Values that do not lie in row-major order: a transposed, expanded or sliced tensor in its storage. */
export interface StridedElements {
  bytes: Uint8Array;
  type: ElementType;
  littleEndian: boolean;
  /** Element at which the array begins. */
  offset: number;
  shape: readonly number[];
  /** Elements from one index to the next, per axis. 0 repeats a value. */
  strides: readonly number[];
}

/** Strides of an array in row-major order. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/** Gathers the values in row-major order. Every element must lie within `bytes`: the caller has checked it. */
export function decodeStrided(source: StridedElements, target: Float32Array): void {
  const {bytes, type, littleEndian, offset, shape, strides} = source;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READ_ELEMENT[type];
  const size = ELEMENT_BYTES[type];
  const position = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < target.length; to++) {
    target[to] = read(view, from * size, littleEndian);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (position[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        position[axis] = next;
        from += stride;
        break;
      }
      position[axis] = 0;
      from -= stride * (next - 1);
    }
  }
}
