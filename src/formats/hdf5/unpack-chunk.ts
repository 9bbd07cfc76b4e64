import {show} from '../../core/check';
import {inflateInto} from '../inflate';
import type {SourceFile} from '../source-file';
import type {Hdf5Filter} from './hdf5-messages';

/** Numbers of filters as HDF5 registers them. */
const [DEFLATE, SHUFFLE, FLETCHER32] = [1, 2, 3];
const ZLIB_HEADER_BYTES = 2;
const ADLER_BYTES = 4;
const FLETCHER_BYTES = 4;
/** Largest prime below 2¹⁶, of the checksum Adler-32. */
const ADLER_MODULUS = 65521;
/** Bytes whose sums stay integers of 32 bits. */
const ADLER_BLOCK = 5552;

/** How a chunk is packed. */
export interface ChunkPacking {
  /** In the order of packing. */
  filters: readonly Hdf5Filter[];
  /** Filters that were left out for this chunk, one bit each. */
  mask: number;
  /** Bytes of the unpacked chunk. */
  byteCount: number;
}

/** Whether these filters are read. */
export function areKnown(filters: readonly Hdf5Filter[]): boolean {
  return filters.every(({id}) => [DEFLATE, SHUFFLE, FLETCHER32].includes(id));
}

/**
 * Returns the bytes of a chunk: checksum, compression and shuffling undone. Throws unless there are exactly `byteCount`. The
 * caller accounts for two copies of the chunk.
 */
export function unpackChunk(
  file: SourceFile,
  name: string,
  packed: Uint8Array,
  {filters, mask, byteCount}: ChunkPacking,
): Uint8Array {
  let bytes = packed;
  filters
    .map((filter, place) => ({...filter, isUsed: ((mask >>> place) & 1) === 0}))
    .reverse()
    .forEach(({id, values, isUsed}) => {
      if (isUsed && id === FLETCHER32) {
        // The checksum is behind the bytes; deflate has one of its own.
        bytes = bytes.subarray(0, Math.max(0, bytes.length - FLETCHER_BYTES));
      } else if (isUsed && id === DEFLATE) {
        bytes = inflateChunk(file, name, bytes, byteCount + FLETCHER_BYTES);
      } else if (isUsed) {
        bytes = unshuffled(bytes, values[0] ?? 1);
      }
    });
  if (bytes.length !== byteCount) {
    throw file.damaged({
      problem: `a chunk of ${show(name)} is not as long as its shape says.`,
      expected: `${byteCount} bytes`,
      received: `${bytes.length} bytes`,
    });
  }
  return bytes;
}

/** Bytes of a zlib stream, of which there may be `most`. */
function inflateChunk(file: SourceFile, name: string, packed: Uint8Array, most: number): Uint8Array {
  const what = `a chunk of ${show(name)}`;
  const content = new Uint8Array(most);
  const stream = packed.subarray(ZLIB_HEADER_BYTES, Math.max(ZLIB_HEADER_BYTES, packed.length - ADLER_BYTES));
  const filled = inflateInto(file, stream, content, what);
  const found = content.subarray(0, filled ?? 0);
  const end = packed.subarray(packed.length - ADLER_BYTES);
  const expected = end.reduce((sum, byte) => 256 * sum + byte, 0);
  if (filled === undefined || adler32(found) !== expected) {
    throw file.damaged({
      problem: `${what} does not have its checksum.`,
      expected: `at most ${most} bytes with the checksum ${expected}`,
      received: filled === undefined ? 'more bytes' : `the checksum ${adler32(found)}`,
    });
  }
  return found;
}

function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (let start = 0; start < bytes.length; start += ADLER_BLOCK) {
    const end = Math.min(start + ADLER_BLOCK, bytes.length);
    for (let i = start; i < end; i++) {
      low += bytes[i] ?? 0;
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return high * 65536 + low;
}

/** The first bytes of all values, then the second bytes …, put back into values; what is left over stays at the end. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = size < 1 ? 0 : Math.floor(bytes.length / size);
  const result = bytes.slice();
  for (let part = 0; part < size; part++) {
    for (let i = 0; i < count; i++) {
      result[i * size + part] = bytes[part * count + i] ?? 0;
    }
  }
  return result;
}
