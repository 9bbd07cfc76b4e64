/**
 * Groups and datasets of HDF5: superblocks of every version, groups as symbol tables (B-trees of names in a local heap), as
 * Caffe's library (1.8), Keras and h5py write them by default, or as links in the header of the group, object headers of
 * both versions.
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
import {
  HDF5_MESSAGES as MESSAGES,
  hasLinkHeap,
  readFill,
  readFilters,
  readLayout,
  readLink,
  readShape,
  readType,
  type Hdf5Filter,
  type Hdf5Layout,
} from './hdf5-messages';
import {readTextAttribute} from './hdf5-text-attribute';

/** A dataset, as its header describes it. */
export interface Hdf5Dataset {
  /** [] for one number. */
  shape: number[];
  /** Undefined for texts, records and other values that are no plain numbers. */
  type: ElementType | undefined;
  littleEndian: boolean;
  layout: Hdf5Layout;
  /** How chunks are packed, in that order. */
  filters: Hdf5Filter[];
  /** The bytes of the value that is where nothing was written; undefined for 0. */
  fill: Uint8Array | undefined;
}

/** What an object header holds: a dataset, or the members of a group by name. */
export type Hdf5Object = {dataset: Hdf5Dataset} | Hdf5Group;

/** A group. */
export interface Hdf5Group {
  /** Addresses of its members by name. */
  members: Map<string, number>;
  /** Text of its attribute `name`, where it has one. */
  name?: string;
}

const OBJECT_BYTES = 1000;
const MAX_NAME_BYTES = 1024;
/** OHDR, before the header of an object in the newer form. */
const NEW_HEADER = [0x4f, 0x48, 0x44, 0x52];

/** Reads objects by their address in the file. */
export class Hdf5Objects {
  readonly #visited = new Set<number>();

  constructor(readonly file: SourceFile) {}

  /** Address of the outermost group. */
  root(): number {
    const reader = this.#at(8, 'the superblock');
    const version = reader.uint8();
    const isNew = version >= 2;
    reader.take(isNew ? 0 : 4);
    const [offsetBytes, lengthBytes] = [reader.uint8(), reader.uint8()];
    if (version > 3 || offsetBytes !== 8 || lengthBytes !== 8) {
      throw this.file.unsupported({
        problem: 'this form of HDF5 is not read.',
        expected: 'superblock 0 to 3, with addresses of 8 bytes',
        received: `superblock ${version}, addresses of ${offsetBytes} bytes`,
        fix: "save it again with h5py's default: h5py.File(path, 'w', libver='earliest'), or as .npz with numpy.savez",
      });
    }
    reader.position = isNew ? 28 : 40 + 4 * version;
    const end = reader.uint64();
    if (end > this.file.bytes.length) {
      throw this.file.damaged({
        problem: 'the file ends too early.',
        expected: `${end} bytes`,
        received: `${this.file.bytes.length} bytes`,
      });
    }
    reader.position = isNew ? 36 : 64 + 4 * version;
    return reader.uint64();
  }

  /** The object whose header is at this address. */
  read(address: number): Hdf5Object {
    const reader = this.once(address, 'an object');
    const isNew = NEW_HEADER.every((byte, i) => byte === this.file.bytes[address + i]);
    const messages = new Map<number, ByteReader[]>();
    if (isNew) {
      this.#readNewHeader(reader, messages);
    } else {
      this.#readHeader(reader, messages);
    }
    const [symbols] = messages.get(MESSAGES.symbolTable) ?? [];
    if (symbols !== undefined) {
      const [tree, heap] = [symbols.uint64(), symbols.uint64()];
      const members = new Map<string, number>();
      this.#readTree(tree, this.#heapData(heap), members);
      return {members, ...this.#nameOf(messages)};
    }
    const [info] = messages.get(MESSAGES.linkInfo) ?? [];
    return info === undefined && messages.get(MESSAGES.link) === undefined
      ? {dataset: this.#readDataset(messages)}
      : {members: this.#readLinks(info, messages.get(MESSAGES.link) ?? []), ...this.#nameOf(messages)};
  }

  #nameOf(messages: ReadonlyMap<number, readonly ByteReader[]>): {name?: string} {
    for (const message of messages.get(MESSAGES.attribute) ?? []) {
      const name = readTextAttribute(message, 'name', (address, what) => this.#at(address, what));
      if (name !== undefined) {
        return {name};
      }
    }
    return {};
  }

  /** A group whose links are in its header. */
  #readLinks(info: ByteReader | undefined, links: readonly ByteReader[]): Map<string, number> {
    if (info !== undefined && hasLinkHeap(info)) {
      throw this.file.unsupported({
        problem:
          'a group of this HDF5 file keeps its many members in a heap of the newer form, which is not read.',
        expected: 'groups as h5py writes them by default, or with few members',
        received: 'a fractal heap',
        fix: "save it again with h5py's default, without track_order: h5py.File(path, 'w', libver='earliest'), or as .npz with numpy.savez",
      });
    }
    const members = new Map<string, number>();
    for (const link of links) {
      this.file.spend(OBJECT_BYTES, 'a group');
      const member = readLink(link);
      if (member !== undefined) {
        members.set(...member);
      }
    }
    return members;
  }

  #readHeader(reader: ByteReader, messages: Map<number, ByteReader[]>): void {
    const version = reader.uint8();
    if (version !== 1) {
      throw this.#broken(
        'an object header of version 1 or 2',
        `version ${version} at ${reader.position - 1}`,
      );
    }
    reader.uint8();
    const count = reader.uint16();
    reader.uint32();
    const size = reader.uint32();
    this.#readMessages(size, reader.position + 4, count, messages);
  }

  /** The header of the newer form: one block, continued by others, each with its signature. */
  #readNewHeader(reader: ByteReader, messages: Map<number, ByteReader[]>): void {
    reader.take(NEW_HEADER.length + 1);
    const flags = reader.uint8();
    reader.take(((flags & 32) === 0 ? 0 : 16) + ((flags & 16) === 0 ? 0 : 4));
    const size = reader.take(1 << (flags & 3)).reduceRight((sum, byte) => 256 * sum + byte, 0);
    const orderBytes = (flags & 4) === 0 ? 0 : 2;
    const blocks: [address: number, size: number][] = [[reader.position, size]];
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      const part = this.#at(block[0], 'an object header');
      const end = block[0] + block[1];
      while (part.position + 4 + orderBytes <= end) {
        this.file.spend(200, 'an object header');
        const type = part.uint8();
        const length = part.uint16();
        part.take(1 + orderBytes);
        const message = new ByteReader(this.file, part.take(length), 'a header message');
        if (type === MESSAGES.continuation) {
          const next = message.uint64();
          this.once(next, 'a continued object header');
          // Its signature is before the messages, a checksum behind them.
          blocks.push([next + 4, message.uint64() - 8]);
        } else {
          messages.set(type, [...(messages.get(type) ?? []), message]);
        }
      }
    }
  }

  /** The messages of a header, and those in the blocks that continue it. */
  #readMessages(size: number, address: number, count: number, messages: Map<number, ByteReader[]>): void {
    const blocks: [address: number, size: number][] = [[address, size]];
    let left = count;
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      const reader = this.#at(block[0], 'an object header');
      const end = block[0] + block[1];
      while (left > 0 && reader.position + 8 <= end) {
        left--;
        this.file.spend(200, 'an object header');
        const [type, length] = [reader.uint16(), reader.uint16()];
        reader.take(4);
        const message = new ByteReader(this.file, reader.take(length), 'a header message');
        if (type === MESSAGES.continuation) {
          const next = message.uint64();
          this.once(next, 'a continued object header');
          blocks.push([next, message.uint64()]);
        } else {
          messages.set(type, [...(messages.get(type) ?? []), message]);
        }
      }
    }
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
      const reader = this.once(node, 'a group');
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

  #readDataset(messages: ReadonlyMap<number, readonly ByteReader[]>): Hdf5Dataset {
    const first = (key: number): ByteReader | undefined => messages.get(key)?.[0];
    const [space, type, layout] = [MESSAGES.dataspace, MESSAGES.datatype, MESSAGES.layout].map(first);
    if (space === undefined || type === undefined || layout === undefined) {
      throw this.#broken('a group or a dataset', 'an object that is neither');
    }
    const [filters, fill, oldFill] = [MESSAGES.filters, MESSAGES.fill, MESSAGES.fillOld].map(first);
    return {
      shape: readShape(space),
      ...readType(type),
      layout: readLayout(layout),
      filters: filters === undefined ? [] : readFilters(filters),
      fill: (fill && readFill(fill, false)) ?? (oldFill && readFill(oldFill, true)),
    };
  }

  /** The bytes at an address. */
  bytesAt(address: number, size: number): Uint8Array {
    return this.#at(address, 'the values of a dataset').take(size);
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
  once(address: number, what: string): ByteReader {
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
