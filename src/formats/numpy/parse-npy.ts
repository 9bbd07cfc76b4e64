import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {ByteReader} from '../byte-reader';
import {decodeStrided, rowMajorStrides} from '../decode-strided';
import {decodeElements, ELEMENT_BYTES, type ElementType} from '../element-type';
import {NUMPY_ELEMENT_TYPES} from './numpy-element-types';
import {SourceFile, type ReadOptions} from '../source-file';

/** \x93NUMPY */
export const NPY_MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy's own limit for a header that is not trusted. */
const MAX_HEADER_BYTES = 10_000;

/**
 * Reads a `.npy` file: one array, named as its file without the ending, or ''. Values in Fortran's order are
 * brought into row-major order, which the shape stands for.
 *
 * Throws `bad-weights` for a damaged file, `unsupported` for records, texts, complex numbers and Python objects.
 *
 * Source: NumPy Enhancement Proposal 1, format versions 1.0 to 3.0.
 */
export function parseNpy(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): NamedArray {
  const file = new SourceFile('parseNpy', bytes, options);
  const name = (options.fileName ?? '').replace(/^.*[/\\]/, '').replace(/\.npy$/i, '');
  return readNpy(file, file.bytes, name);
}

/** Reads the array in `bytes`, which are a part of `file`. */
export function readNpy(file: SourceFile, bytes: Uint8Array, name: string): NamedArray {
  const {reader, header} = readNpyHeader(file, bytes, name);
  const {type, littleEndian, isFortranOrder, sizes} = parseHeader(file, header, name);
  const shape = file.shape(name, sizes);
  const byteCount = countOf(shape) * ELEMENT_BYTES[type];
  if (byteCount !== reader.left) {
    throw file.damaged({
      problem: `the values of ${show(name)} do not fill its shape.`,
      expected: `${byteCount} bytes for [${shape.join(', ')}]`,
      received: `${reader.left} bytes`,
    });
  }
  const array = file.allocate(name, shape);
  const values = reader.take(byteCount);
  if (isFortranOrder) {
    // The first axis runs fastest: the strides of the array with its axes reversed.
    const strides = rowMajorStrides([...shape].reverse()).reverse();
    decodeStrided({bytes: values, type, littleEndian, offset: 0, shape, strides}, array.data);
  } else {
    decodeElements(values, type, array.data, littleEndian);
  }
  return array;
}

/** Reads the header, a Python literal; `reader` is left behind it, where the values begin. */
export function readNpyHeader(
  file: SourceFile,
  bytes: Uint8Array,
  name: string,
): {reader: ByteReader; header: string} {
  const reader = new ByteReader(file, bytes, `the array ${show(name)}`);
  const magic = reader.take(NPY_MAGIC.length);
  if (!NPY_MAGIC.every((byte, i) => byte === magic[i])) {
    throw file.damaged({
      problem: `${show(name)} is not an array of NumPy.`,
      expected: '\\x93NUMPY at the start',
      received: [...magic].join(' '),
    });
  }
  const version = reader.uint8();
  reader.uint8();
  const headerLength = version === 1 ? reader.uint16() : reader.uint32();
  if (version < 1 || version > 3 || headerLength > MAX_HEADER_BYTES) {
    throw file.damaged({
      problem: `the header of ${show(name)} is none.`,
      expected: `version 1 to 3, up to ${MAX_HEADER_BYTES} bytes`,
      received: `version ${version}, ${headerLength} bytes`,
    });
  }
  return {reader, header: reader.text(headerLength)};
}

interface NpyHeader {
  type: ElementType;
  littleEndian: boolean;
  isFortranOrder: boolean;
  sizes: number[];
}

/** The header is a Python literal; NumPy writes its three keys in this order, whatever its version. */
function parseHeader(file: SourceFile, text: string, name: string): NpyHeader {
  const match =
    /^\s*\{\s*'descr'\s*:\s*('[^']*'|\[[^]*?\])\s*,\s*'fortran_order'\s*:\s*(True|False)\s*,\s*'shape'\s*:\s*\(([\dL,\s]*)\)\s*,?\s*\}\s*$/.exec(
      text,
    );
  const [, descr, order, shape] = match ?? [];
  if (match === null || order === undefined || shape === undefined) {
    throw file.damaged({
      problem: `the header of ${show(name)} is none.`,
      expected: "{'descr': '<f4', 'fortran_order': False, 'shape': (96, 3, 11, 11), }",
      received: show(text),
    });
  }
  const [, byteOrder, kind] = /^'([<>|=])(\w\d)'$/.exec(descr ?? '') ?? [];
  const type = NUMPY_ELEMENT_TYPES.get(kind ?? '');
  if (type === undefined) {
    throw file.unsupported({
      problem: `${show(name)} holds values that are not plain numbers.`,
      expected: [...NUMPY_ELEMENT_TYPES.keys()].join(', '),
      received: show(descr ?? text),
      fix: "save numbers only: numpy.savez(file, **{name: value.astype('float32')})",
    });
  }
  return {
    type,
    littleEndian: byteOrder !== '>',
    isFortranOrder: order === 'True',
    // Python 2 wrote (96L, 3L).
    sizes: [...shape.matchAll(/\d+/g)].map(([digits]) => Number(digits)),
  };
}
