/**
 * Groups and datasets of HDF5, in the form that Caffe's library (1.8) and h5py write by default: superblock 0 or 1, symbol
 * tables (B-trees of names in a local heap), object headers of version 1, contiguous or compact values.
 *
 * Every structure is read through a reader that never leaves the file, each address is visited once, and what is made is
 * accounted for: a damaged file ends in an error, and not in a walk without an end.
 *
 * Source: The HDF Group, HDF5 File Format Specification, version 1.1 (sections III and IV).
 */
import {show} from '../../core/check';
import {ByteReader} from '../byte-reader';
import type {ElementType} from '../element-type';
import type {SourceFile} from '../source-file';

/** A dataset, as its header describes it. */
export interface Hdf5Dataset {
  /** [] for one number. */
  shape: number[];
  /** Undefined for texts, records and other values that are no plain numbers. */
  type: ElementType | undefined;
  littleEndian: boolean;
  /** The values in row-major order; undefined where they lie in chunks. */
  bytes: Uint8Array | undefined;
}

/** What an object header holds: a dataset, or the members of a group by name. */
export type Hdf5Object = {dataset: Hdf5Dataset} | {members: Map<string, number>};

const OBJECT_BYTES = 1000;
const MAX_NAME_BYTES = 1024;
const MESSAGES = {dataspace: 0x1, datatype: 0x3, layout: 0x8, continuation: 0x10, symbolTable: 0x11};
const [COMPACT, CONTIGUOUS] = [0, 1];

/** Reads objects by their address in the file. */
export class Hdf5Objects {
  readonly #visited = new Set<number>();

  constructor(readonly file: SourceFile) {}

  /** Address of the outermost group. */
  root(): number {
    const reader = this.#at(8, 'the superblock');
    const version = reader.uint8();
    reader.take(4);
    const [offsetBytes, lengthBytes] = [reader.uint8(), reader.uint8()];
    if (version > 1 || offsetBytes !== 8 || lengthBytes !== 8) {
      throw this.file.unsupported({
        problem: 'this HDF5 file has the newer form, of which nothing is read.',
        expected: 'superblock 0 or 1, with addresses of 8 bytes',
        received: `superblock ${version}, addresses of ${offsetBytes} bytes`,
        fix: "save it again with h5py's default: h5py.File(path, 'w', libver='earliest'), or as .npz with numpy.savez",
      });
    }
    reader.position = 40 + 4 * version;
    const end = reader.uint64();
    if (end > this.file.bytes.length) {
      throw this.file.damaged({
        problem: 'the file ends too early.',
        expected: `${end} bytes`,
        received: `${this.file.bytes.length} bytes`,
      });
    }
    reader.position = 64 + 4 * version;
    return reader.uint64();
  }

  /** The object whose header is at this address. */
  read(address: number): Hdf5Object {
    const reader = this.#once(address, 'an object');
    if (reader.uint8() !== 1) {
      throw this.#broken('an object header of version 1', `another at ${address}`);
    }
    reader.uint8();
    const count = reader.uint16();
    reader.uint32();
    const messages = this.#messages(reader, reader.uint32(), address + 16, count);
    const symbols = messages.get(MESSAGES.symbolTable);
    if (symbols !== undefined) {
      const [tree, heap] = [symbols.uint64(), symbols.uint64()];
      const members = new Map<string, number>();
      this.#readTree(tree, this.#heapData(heap), members);
      return {members};
    }
    return {dataset: this.#readDataset(messages)};
  }

  /** The first message of each type, in the header and in the blocks that continue it. */
  #messages(start: ByteReader, size: number, address: number, count: number): Map<number, ByteReader> {
    const messages = new Map<number, ByteReader>();
    const blocks: [address: number, size: number][] = [[address, size]];
    let left = count;
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      const reader = this.#at(block[0], 'an object header');
      const end = block[0] + block[1];
      while (left > 0 && reader.position + 8 <= end) {
        left--;
        this.file.spend(200, start.what);
        const [type, length] = [reader.uint16(), reader.uint16()];
        reader.take(4);
        const message = new ByteReader(this.file, reader.take(length), 'a header message');
        if (type === MESSAGES.continuation) {
          const next = message.uint64();
          this.#once(next, 'a continued object header');
          blocks.push([next, message.uint64()]);
        } else if (!messages.has(type)) {
          messages.set(type, message);
        }
      }
    }
    return messages;
  }

  #heapData(address: number): number {
    const reader = this.#at(address, 'a heap of names');
    this.#requireSignature(reader, 'HEAP');
    reader.take(4 + 16);
    return reader.uint64();
  }

  /** Adds the names below a node: nodes of the tree, and at their ends nodes of symbols. */
  #readTree(address: number, names: number, members: Map<string, number>): void {
    const queue = [address];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      const reader = this.#once(node, 'a group');
      const signature = String.fromCharCode(...reader.take(4));
      if (signature === 'SNOD') {
        reader.take(2);
        this.#readSymbols(reader, reader.uint16(), names, members);
        continue;
      }
      reader.position = node;
      this.#requireSignature(reader, 'TREE');
      const type = reader.uint8();
      reader.uint8();
      const used = reader.uint16();
      reader.take(16);
      if (type !== 0) {
        throw this.#broken('a tree of names', `one of type ${type}`);
      }
      const children: number[] = [];
      for (let i = 0; i < used; i++) {
        reader.take(8);
        children.push(reader.uint64());
      }
      this.file.spend(16 * used, 'a group');
      // Last in, first out: the names stay in their order.
      queue.push(...children.reverse());
    }
  }

  #readSymbols(reader: ByteReader, count: number, names: number, members: Map<string, number>): void {
    for (let i = 0; i < count; i++) {
      const [offset, address] = [reader.uint64(), reader.uint64()];
      reader.take(24);
      const text = this.#at(names + offset, 'a name');
      const length = this.file.bytes.subarray(text.position, text.position + MAX_NAME_BYTES).indexOf(0);
      if (length < 0) {
        throw this.#broken(`a name of up to ${MAX_NAME_BYTES} bytes`, 'one without an end');
      }
      const name = text.text(length);
      this.file.spend(OBJECT_BYTES, show(name));
      members.set(name, address);
    }
  }

  #readDataset(messages: ReadonlyMap<number, ByteReader>): Hdf5Dataset {
    const [space, type, layout] = [MESSAGES.dataspace, MESSAGES.datatype, MESSAGES.layout].map(key =>
      messages.get(key),
    );
    if (space === undefined || type === undefined || layout === undefined) {
      throw this.#broken('a group or a dataset', 'an object that is neither');
    }
    return {shape: readShape(space), ...readType(type), bytes: this.#readValues(layout)};
  }

  /** The values of a dataset; undefined where they lie in chunks, or in a form of later versions. */
  #readValues(layout: ByteReader): Uint8Array | undefined {
    if (layout.uint8() !== 3) {
      return undefined;
    }
    const kind = layout.uint8();
    if (kind === COMPACT) {
      return layout.take(layout.uint16());
    }
    if (kind !== CONTIGUOUS) {
      return undefined;
    }
    const [address, size] = [layout.uint64(), layout.uint64()];
    return size === 0 ? new Uint8Array(0) : this.#at(address, 'the values of a dataset').take(size);
  }

  #at(address: number, what: string): ByteReader {
    const reader = new ByteReader(this.file, this.file.bytes, what);
    if (!Number.isSafeInteger(address) || address > this.file.bytes.length) {
      throw this.#broken(`an address within ${this.file.bytes.length} bytes`, `${address} of ${what}`);
    }
    reader.position = address;
    return reader;
  }

  /** A structure that a sound file refers to once: a group that holds itself would have no end. */
  #once(address: number, what: string): ByteReader {
    if (this.#visited.has(address)) {
      throw this.#broken('each object once', `${what} at ${address} twice`);
    }
    this.file.spend(OBJECT_BYTES, what);
    this.#visited.add(address);
    return this.#at(address, what);
  }

  #requireSignature(reader: ByteReader, signature: string): void {
    const found = String.fromCharCode(...reader.take(4));
    if (found !== signature) {
      throw this.#broken(`${signature} at ${reader.position - 4}`, show(found));
    }
  }

  #broken(expected: string, received: string): Error {
    return this.file.damaged({problem: 'the HDF5 file is broken.', expected, received});
  }
}

function readShape(message: ByteReader): number[] {
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

function readType(message: ByteReader): Pick<Hdf5Dataset, 'type' | 'littleEndian'> {
  const kind = message.uint8() % 16;
  const bits = message.uint8();
  message.take(2);
  const size = message.uint32();
  const [signed, unsigned] = INTEGERS[size] ?? [];
  const type = kind === 0 ? ((bits & 8) === 0 ? unsigned : signed) : kind === 1 ? FLOATS[size] : undefined;
  return {type, littleEndian: (bits & 1) === 0};
}
