/** Messages in the header of an HDF5 object: shape and type of a dataset, where its values lie, how they are packed. */
import type {ByteReader} from '../byte-reader';
import type {ElementType} from '../element-type';

/** Types of messages. */
export const HDF5_MESSAGES = {
  dataspace: 0x1,
  linkInfo: 0x2,
  datatype: 0x3,
  fillOld: 0x4,
  fill: 0x5,
  link: 0x6,
  layout: 0x8,
  filters: 0xb,
  attribute: 0xc,
  continuation: 0x10,
  symbolTable: 0x11,
};

/** Where the values of a dataset lie. */
export type Hdf5Layout =
  | {kind: 'compact'; bytes: Uint8Array}
  | {kind: 'contiguous'; address: number; size: number}
  /** In a tree of chunks, the last size of which is that of a value in bytes. */
  | {kind: 'chunks'; tree: number; chunkShape: number[]}
  /** In one chunk, of `size` bytes in the file where it is packed. */
  | {kind: 'chunk'; address: number; chunkShape: number[]; size?: number; mask: number}
  | {kind: 'unread'; reason: string};

/** A step in which chunks are packed: `id` as HDF5 registers them. */
export interface Hdf5Filter {
  id: number;
  values: number[];
}

/** No address. */
export const NOWHERE = 2 ** 64;
const [COMPACT, CONTIGUOUS, CHUNKED] = [0, 1, 2];
const MAX_RANK = 32;
const SINGLE_CHUNK = 1;

export function readShape(message: ByteReader): number[] {
  const version = message.uint8();
  const rank = message.uint8();
  message.take(version === 1 ? 6 : 2);
  return Array.from({length: rank}, () => message.uint64());
}

const INTEGERS: Readonly<Record<number, readonly [signed: ElementType, unsigned: ElementType]>> = {
  1: ['int8', 'uint8'],
  2: ['int16', 'uint16'],
  4: ['int32', 'uint32'],
  8: ['int64', 'uint64'],
};
const FLOATS: Readonly<Record<number, ElementType>> = {2: 'float16', 4: 'float32', 8: 'float64'};

/** The type of a value; undefined for texts, records and other values that are no plain numbers. */
export function readType(message: ByteReader): {type: ElementType | undefined; littleEndian: boolean} {
  const kind = message.uint8() % 16;
  const bits = message.uint8();
  message.take(2);
  const size = message.uint32();
  const [signed, unsigned] = INTEGERS[size] ?? [];
  const type = kind === 0 ? ((bits & 8) === 0 ? unsigned : signed) : kind === 1 ? FLOATS[size] : undefined;
  return {type, littleEndian: (bits & 1) === 0};
}

export function readLayout(message: ByteReader): Hdf5Layout {
  const version = message.uint8();
  if (version !== 3 && version !== 4) {
    return {kind: 'unread', reason: `values in a layout of version ${version}`};
  }
  const kind = message.uint8();
  if (kind === COMPACT) {
    return {kind: 'compact', bytes: message.take(message.uint16())};
  }
  if (kind === CONTIGUOUS) {
    const address = message.uint64();
    return {kind: 'contiguous', address, size: message.uint64()};
  }
  if (kind !== CHUNKED) {
    return {kind: 'unread', reason: 'values in other files'};
  }
  return version === 3 ? readChunks(message) : readNewChunks(message);
}

function readChunks(message: ByteReader): Hdf5Layout {
  const rank = message.uint8();
  const tree = message.uint64();
  const chunkShape = Array.from({length: Math.min(rank, MAX_RANK + 1)}, () => message.uint32());
  return {kind: 'chunks', tree, chunkShape};
}

/** Of the newer form, one chunk for all values is read; its other indices are not. */
function readNewChunks(message: ByteReader): Hdf5Layout {
  const flags = message.uint8();
  const rank = message.uint8();
  const width = message.uint8();
  const chunkShape = Array.from({length: Math.min(rank, MAX_RANK + 1)}, () => {
    const bytes = message.take(width);
    return bytes.reduceRight((sum, byte) => 256 * sum + byte, 0);
  });
  if (message.uint8() !== SINGLE_CHUNK) {
    return {kind: 'unread', reason: 'values in chunks with an index of the newer form'};
  }
  const isPacked = (flags & 2) !== 0;
  const size = isPacked ? message.uint64() : undefined;
  const mask = isPacked ? message.uint32() : 0;
  return {kind: 'chunk', address: message.uint64(), chunkShape, mask, ...(size === undefined ? {} : {size})};
}

/** The filters of a dataset in the order of packing. */
export function readFilters(message: ByteReader): Hdf5Filter[] {
  const version = message.uint8();
  const count = message.uint8();
  message.take(version === 1 ? 6 : 0);
  return Array.from({length: count}, () => {
    const id = message.uint16();
    const nameBytes = version === 1 || id >= 256 ? message.uint16() : 0;
    message.uint16();
    const valueCount = message.uint16();
    message.take(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    const values = Array.from({length: valueCount}, () => message.uint32());
    message.take(version === 1 && valueCount % 2 === 1 ? 4 : 0);
    return {id, values};
  });
}

/** The bytes of the value that is where nothing was written; undefined for 0. */
export function readFill(message: ByteReader, isOld: boolean): Uint8Array | undefined {
  if (!isOld) {
    const version = message.uint8();
    const flags = version >= 3 ? message.uint8() : 0;
    const isDefined = version >= 3 ? (flags & 0x20) !== 0 : message.take(3)[2] !== 0 || version === 1;
    if (!isDefined) {
      return undefined;
    }
  }
  const size = message.uint32();
  return size === 0 ? undefined : message.take(size);
}

/** A member of a group: its name and the address of its object; undefined for a link to elsewhere. */
export function readLink(message: ByteReader): [name: string, address: number] | undefined {
  message.uint8();
  const flags = message.uint8();
  const type = (flags & 8) === 0 ? 0 : message.uint8();
  message.take((flags & 4) === 0 ? 0 : 8);
  message.take((flags & 16) === 0 ? 0 : 1);
  const width = 1 << (flags & 3);
  const length = message.take(width).reduceRight((sum, byte) => 256 * sum + byte, 0);
  const name = message.text(length);
  return type === 0 ? [name, message.uint64()] : undefined;
}

/** Whether the links of a group lie in a heap, where there are many of them. */
export function hasLinkHeap(message: ByteReader): boolean {
  message.uint8();
  const flags = message.uint8();
  message.take((flags & 1) === 0 ? 0 : 8);
  return message.uint64() !== NOWHERE;
}
