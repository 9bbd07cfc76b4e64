/**
 * NumPy's arrays and numbers in a pickle: `_reconstruct(ndarray, (0,), b'b')`, completed by a state (version, shape,
 * dtype, order, values); since protocol 5 also `_frombuffer(values, dtype, shape, order)`; numbers as
 * `scalar(dtype, value)`. A dtype is `dtype('f4', False, True)`, completed by a state with its byte order.
 */
import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {decodeStrided, rowMajorStrides} from '../decode-strided';
import {decodeElements, ELEMENT_BYTES, READ_ELEMENT, type ElementType} from '../element-type';
import {NUMPY_ELEMENT_TYPES} from '../numpy/numpy-element-types';
import type {SourceFile} from '../source-file';
import {PickleForeign, PickleGlobal, PickleObject} from './pickle-values';

/** A dtype of NumPy, as a pickle describes it. */
export class PickleDtype extends PickleObject {
  #isBigEndian = false;
  #isPlain = true;

  /** @param code NumPy's letter and number of bytes: `f4`. */
  constructor(readonly code: string) {
    super();
  }

  /** The type of one value; undefined for texts, objects, records and complex numbers. */
  get type(): ElementType | undefined {
    return this.#isPlain ? NUMPY_ELEMENT_TYPES.get(this.code) : undefined;
  }

  /** Whether the values are objects of Python. */
  get isObject(): boolean {
    return this.code.startsWith('O');
  }

  get littleEndian(): boolean {
    return !this.#isBigEndian;
  }

  /** (version, byte order, subtype, names, fields, …). */
  override setState(state: unknown): void {
    const [, order, subtype = null, names = null] = Array.isArray(state) ? (state as unknown[]) : [];
    this.#isBigEndian = order === '>';
    this.#isPlain = subtype === null && names === null;
  }
}

/** An array of NumPy, as a pickle describes it. Nothing of it has been checked. */
export class PickleArray extends PickleObject {
  shape: unknown = undefined;
  dtype: unknown = undefined;
  isFortranOrder: unknown = false;
  /** Bytes; a list for an array of objects. */
  values: unknown = undefined;

  /** (version, shape, dtype, whether in Fortran's order, values), in the oldest files without the version. */
  override setState(state: unknown): void {
    const parts = Array.isArray(state) ? (state as unknown[]) : [];
    [this.shape, this.dtype, this.isFortranOrder, this.values] = parts.length > 4 ? parts.slice(1) : parts;
  }

  /** The objects of an array of objects; undefined for any other array. */
  get objects(): readonly unknown[] | undefined {
    return this.dtype instanceof PickleDtype && this.dtype.isObject && Array.isArray(this.values)
      ? this.values
      : undefined;
  }

  /** Whether the values are numbers that are read. */
  get isNumeric(): boolean {
    return this.dtype instanceof PickleDtype && this.dtype.type !== undefined;
  }
}

/** The values of an array of numbers, checked against its shape. */
export function readPickleArray(
  file: SourceFile,
  name: string,
  {shape: sizes, dtype, isFortranOrder, values}: PickleArray,
): NamedArray {
  const type = dtype instanceof PickleDtype ? dtype.type : undefined;
  const bytes = bytesOf(values);
  if (!Array.isArray(sizes) || !(dtype instanceof PickleDtype) || type === undefined || bytes === undefined) {
    throw file.damaged({
      problem: `${show(name)} is not an array of numbers.`,
      expected: 'a shape, a dtype and values, as NumPy writes them',
      received: dtype instanceof PickleDtype ? show(dtype.code) : typeof dtype,
    });
  }
  const shape = file.shape(name, sizes);
  const byteCount = countOf(shape) * ELEMENT_BYTES[type];
  if (byteCount !== bytes.length) {
    throw file.damaged({
      problem: `the values of ${show(name)} do not fill its shape.`,
      expected: `${byteCount} bytes for [${shape.join(', ')}]`,
      received: `${bytes.length} bytes`,
    });
  }
  const array = file.allocate(name, shape);
  const {littleEndian} = dtype;
  if (isFortranOrder === true && shape.length > 1) {
    const strides = rowMajorStrides([...shape].reverse()).reverse();
    decodeStrided({bytes, type, littleEndian, offset: 0, shape, strides}, array.data);
  } else {
    decodeElements(bytes, type, array.data, littleEndian);
  }
  return array;
}

/** What a pickle may name of NumPy, before version 2 and since. */
export function numpyGlobals(file: SourceFile): PickleGlobal[] {
  const wrongArguments = (name: string): Error =>
    file.damaged({
      problem: `the pickle calls ${name} with arguments that it does not take.`,
      expected: 'the arguments that NumPy writes',
      received: 'others',
    });
  const make = (name: string, call: (args: readonly unknown[]) => unknown): PickleGlobal =>
    new PickleGlobal(name, args => {
      file.spend(256, name);
      return call(args);
    });
  const scalarOf = (name: string, [dtype, value]: readonly unknown[]): unknown => {
    if (!(dtype instanceof PickleDtype)) {
      throw wrongArguments(name);
    }
    const bytes = bytesOf(value);
    const {type} = dtype;
    if (type === undefined) {
      return new PickleForeign(`numpy.dtype ${show(dtype.code)}`);
    }
    if (bytes?.length !== ELEMENT_BYTES[type]) {
      throw wrongArguments(name);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const number = READ_ELEMENT[type](view, 0, dtype.littleEndian);
    return type === 'bool' ? number !== 0 : number;
  };
  const fromBuffer = ([values, dtype, shape, order]: readonly unknown[]): PickleArray => {
    const array = new PickleArray();
    array.setState([shape, dtype, order === 'F', values]);
    return array;
  };
  return [
    new PickleGlobal('numpy.ndarray'),
    make('numpy.dtype', ([code]) => {
      if (typeof code !== 'string') {
        throw wrongArguments('numpy.dtype');
      }
      return new PickleDtype(code);
    }),
    ...['numpy.core', 'numpy._core'].flatMap(core => [
      make(`${core}.multiarray._reconstruct`, () => new PickleArray()),
      make(`${core}.multiarray.scalar`, args => scalarOf(`${core}.multiarray.scalar`, args)),
      make(`${core}.numeric._frombuffer`, fromBuffer),
    ]),
  ];
}

/** Bytes; a string of Python 2 whose bytes are all ASCII was read as a text. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') {
    return value instanceof Uint8Array ? value : undefined;
  }
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0x7f) {
      return undefined;
    }
    bytes[i] = code;
  }
  return bytes;
}
