import {getFloat16} from '@petamoriken/float16';

/** How one value lies in a file. */
export type ElementType =
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64'
  | 'bool'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64';

/** Bytes of one value. */
export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
};

type ReadElement = (view: DataView, offset: number, littleEndian: boolean) => number;

const TWO_32 = 2 ** 32;
const SCRATCH = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));

/** Reads one value. 64-bit integers become the nearest double. */
export const READ_ELEMENT: Readonly<Record<ElementType, ReadElement>> = {
  float16: (view, offset, littleEndian) => getFloat16(view, offset, littleEndian),
  bfloat16: (view, offset, littleEndian) => bfloat16FromBits(view.getUint16(offset, littleEndian)),
  float32: (view, offset, littleEndian) => view.getFloat32(offset, littleEndian),
  float64: (view, offset, littleEndian) => view.getFloat64(offset, littleEndian),
  bool: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1),
  int8: (view, offset) => view.getInt8(offset),
  uint8: (view, offset) => view.getUint8(offset),
  int16: (view, offset, littleEndian) => view.getInt16(offset, littleEndian),
  uint16: (view, offset, littleEndian) => view.getUint16(offset, littleEndian),
  int32: (view, offset, littleEndian) => view.getInt32(offset, littleEndian),
  uint32: (view, offset, littleEndian) => view.getUint32(offset, littleEndian),
  int64: (view, offset, littleEndian) =>
    view.getInt32(littleEndian ? offset + 4 : offset, littleEndian) * TWO_32 +
    view.getUint32(littleEndian ? offset : offset + 4, littleEndian),
  uint64: (view, offset, littleEndian) =>
    view.getUint32(littleEndian ? offset + 4 : offset, littleEndian) * TWO_32 +
    view.getUint32(littleEndian ? offset : offset + 4, littleEndian),
};

/** The value of half a float32: a bfloat16 is its upper 16 bits. */
export function bfloat16FromBits(bits: number): number {
  SCRATCH.setUint32(0, bits * 2 ** 16);
  return SCRATCH.getFloat32(0);
}

/** The value of an IEEE half, given as its 16 bits. */
export function float16FromBits(bits: number): number {
  SCRATCH.setUint16(0, bits);
  return getFloat16(SCRATCH, 0);
}

/**
 * Fills `target` with the values that lie one behind the other in `bytes`, as float32.
 *
 * @param bytes exactly `target.length` values long.
 */
export function decodeElements(
  bytes: Uint8Array,
  type: ElementType,
  target: Float32Array,
  littleEndian = true,
): void {
  // Every machine that runs TensorFlow.js is little-endian.
  if (littleEndian && type === 'float32') {
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes);
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'bfloat16') {
    const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
    for (let i = 0; i < bits.length; i++) {
      bits[i] = view.getUint16(2 * i, littleEndian) << 16;
    }
    return;
  }
  const read = READ_ELEMENT[type];
  const size = ELEMENT_BYTES[type];
  for (let i = 0; i < target.length; i++) {
    target[i] = read(view, i * size, littleEndian);
  }
}
