import {AlexNetError} from '../errors';

/** One weight, or one array of an optimizer's state, as it stands in checkpoints and weight files. */
export interface NamedArray {
  /** Weight name without the suffix that tfjs adds to keep names unique in a process: `conv1/kernel`. */
  name: string;
  shape: number[];
  /** Row-major values; as many as `shape` asks for. */
  data: Float32Array;
}

/** Position of one array in the bytes that {@link packArrays} made. */
export interface PackedArrayEntry {
  name: string;
  shape: number[];
  /** First byte. */
  offset: number;
}

/** The number of values in an array of this shape; 1 for a scalar. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Writes arrays one behind the other as little-endian float32, without gaps.
 *
 * Every machine that runs TensorFlow.js is little-endian, so the values are copied as they lie in memory.
 */
export function packArrays(arrays: readonly NamedArray[]): {bytes: Uint8Array; entries: PackedArrayEntry[]} {
  const bytes = new Uint8Array(arrays.reduce((total, {data}) => total + data.byteLength, 0));
  const entries: PackedArrayEntry[] = [];
  let offset = 0;
  for (const {name, shape, data} of arrays) {
    if (countOf(shape) !== data.length) {
      throw new AlexNetError({
        code: 'bad-shape',
        where: `packArrays "${name}"`,
        problem: `${data.length} values do not fill the shape.`,
        expected: `${countOf(shape)} values for [${shape.join(', ')}]`,
        received: `${data.length} values`,
        fix: 'pass data of the length that shape asks for',
      });
    }
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    entries.push({name, shape: [...shape], offset});
    offset += data.byteLength;
  }
  return {bytes, entries};
}

/**
 * Reads back what {@link packArrays} wrote. Nothing is allocated before every entry has been checked against the
 * length of `bytes`, so that no entry list, however damaged, can ask for more memory than the file is long.
 *
 * @param where names the file in an error.
 */
export function unpackArrays(
  bytes: Uint8Array,
  entries: readonly PackedArrayEntry[],
  where: string,
): NamedArray[] {
  let expectedOffset = 0;
  for (const {name, shape, offset} of entries) {
    if (!shape.every(size => Number.isInteger(size) && size >= 0) || offset !== expectedOffset) {
      throw damaged(where, `"${name}" has shape [${shape.join(', ')}] at byte ${offset}`);
    }
    expectedOffset += 4 * countOf(shape);
  }
  if (expectedOffset !== bytes.byteLength) {
    throw damaged(where, `${bytes.byteLength} bytes where the shapes ask for ${expectedOffset}`);
  }
  return entries.map(({name, shape, offset}) => {
    const data = new Float32Array(countOf(shape));
    new Uint8Array(data.buffer).set(bytes.subarray(offset, offset + data.byteLength));
    return {name, shape: [...shape], data};
  });
}

function damaged(where: string, received: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-weights',
    where,
    problem: 'the list of arrays does not fit the bytes.',
    expected: 'whole sizes, one array behind the other, up to the last byte',
    received,
    fix: 'the file is damaged: go back to another copy or an earlier checkpoint',
  });
}
