import type {ElementType} from '../element-type';

/** Types of values by NumPy's letter and number of bytes. */
export const NUMPY_ELEMENT_TYPES: ReadonlyMap<string, ElementType> = /* @__PURE__ */ new Map<
  string,
  ElementType
>([
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['b1', 'bool'],
  ['i1', 'int8'],
  ['u1', 'uint8'],
  ['i2', 'int16'],
  ['u2', 'uint16'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['i8', 'int64'],
  ['u8', 'uint64'],
]);
