import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import type {ByteReader} from '../byte-reader';
import {decodeElements, ELEMENT_BYTES, type ElementType} from '../element-type';
import type {SourceFile} from '../source-file';
import type {Hdf5Filter} from './hdf5-messages';
import {unpackChunk} from './unpack-chunk';

/** A chunk of a dataset, as the file lists it. */
export interface Hdf5Chunk {
  /** Place of its first value. */
  offset: number[];
  /** Its bytes in the file, packed. */
  packed: Uint8Array;
  /** Filters that were left out, one bit each. */
  mask: number;
}

/** Where chunks are found, and how their values are. */
export interface ChunkedDataset {
  chunkShape: readonly number[];
  filters: readonly Hdf5Filter[];
  type: ElementType;
  littleEndian: boolean;
}

const CHUNK_BYTES = 200;

/**
 * Lists the chunks below a node of their tree: each key holds the size in bytes, the filters that were left out, and the place
 * of a chunk, before the address of the chunk, or of the node further down.
 *
 * @param open returns a reader at an address, each address once.
 * @param rank number of axes.
 */
export function* listChunks(
  file: SourceFile,
  open: (address: number, what: string) => ByteReader,
  root: number,
  rank: number,
): Generator<Hdf5Chunk> {
  const queue = [root];
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    const reader = open(address, 'a node of chunks');
    const signature = String.fromCharCode(...reader.take(4));
    const type = reader.uint8();
    if (signature !== 'TREE' || type !== 1) {
      throw file.damaged({
        problem: 'the HDF5 file is broken.',
        expected: `a tree of chunks at ${address}`,
        received: `${show(signature)} of type ${type}`,
      });
    }
    const level = reader.uint8();
    const used = reader.uint16();
    reader.take(16);
    for (let i = 0; i < used; i++) {
      file.spend(CHUNK_BYTES, 'the chunks of a dataset');
      const size = reader.uint32();
      const mask = reader.uint32();
      // The last place is that within a value, 0.
      const offset = Array.from({length: rank + 1}, () => reader.uint64()).slice(0, rank);
      const child = reader.uint64();
      if (level > 0) {
        queue.push(child);
      } else {
        yield {offset, mask, packed: open(child, 'a chunk').take(size)};
      }
    }
  }
}

/** Unpacks chunks into an array. Throws for chunks that overlap or are outside, and for those that do not fit. */
export function readChunks(
  file: SourceFile,
  chunks: Iterable<Hdf5Chunk>,
  {chunkShape, filters, type, littleEndian}: ChunkedDataset,
  {name, shape, data}: NamedArray,
): void {
  const count = countOf(chunkShape);
  const byteCount = count * ELEMENT_BYTES[type];
  if (chunkShape.length !== shape.length || !(count > 0)) {
    throw file.damaged({
      problem: `the chunks of ${show(name)} do not fit its shape.`,
      expected: `chunks with ${shape.length} axes`,
      received: `[${chunkShape.join(', ')}]`,
    });
  }
  let values: Float32Array | undefined;
  const seen = new Set<number>();
  for (const {offset, packed, mask} of chunks) {
    const grid = offset.map((start, axis) => start / (chunkShape[axis] ?? 1));
    const isInside = grid.every(
      (place, axis) => Number.isInteger(place) && (offset[axis] ?? 0) < (shape[axis] ?? 0),
    );
    const sides = shape.map((size, axis) => Math.ceil(size / (chunkShape[axis] ?? 1)));
    const index = grid.reduce((sum, place, axis) => sum * (sides[axis] ?? 1) + place, 0);
    if (!isInside || seen.has(index)) {
      throw file.damaged({
        problem: `the chunks of ${show(name)} do not divide it.`,
        expected: `chunks of [${chunkShape.join(', ')}] within [${shape.join(', ')}], each once`,
        received: `one at [${offset.join(', ')}]`,
      });
    }
    seen.add(index);
    if (values === undefined) {
      // Memory for one chunk at a time: its values, and its bytes before and after each filter.
      file.spend(4 * count + (filters.length === 0 ? 0 : 2 * byteCount), `a chunk of ${show(name)}`);
      values = new Float32Array(count);
    }
    const bytes = unpackChunk(file, name, packed, {filters, mask, byteCount});
    decodeElements(bytes, type, values, littleEndian);
    place(values, chunkShape, offset, data, shape);
  }
}

/** Copies the values of a chunk that are within the array: those at its ends may reach beyond. */
function place(
  values: Float32Array,
  chunkShape: readonly number[],
  offset: readonly number[],
  data: Float32Array,
  shape: readonly number[],
): void {
  const rank = shape.length;
  const sizes = shape.map((size, axis) => Math.min(chunkShape[axis] ?? 1, size - (offset[axis] ?? 0)));
  const run = sizes[rank - 1] ?? 1;
  const rows = countOf(sizes.slice(0, -1));
  for (let row = 0; row < rows; row++) {
    let [rest, from, to, fromStep, toStep] = [
      row,
      0,
      offset[rank - 1] ?? 0,
      chunkShape[rank - 1] ?? 1,
      shape[rank - 1] ?? 1,
    ];
    for (let axis = rank - 2; axis >= 0; axis--) {
      const size = sizes[axis] ?? 1;
      const position = rest % size;
      rest = Math.floor(rest / size);
      from += position * fromStep;
      to += (position + (offset[axis] ?? 0)) * toStep;
      fromStep *= chunkShape[axis] ?? 1;
      toStep *= shape[axis] ?? 1;
    }
    data.set(values.subarray(from, from + run), to);
  }
}
