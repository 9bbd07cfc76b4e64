import {show} from '../core/check';
import {countOf, type NamedArray} from '../core/named-array';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';

/** Options of every reader. */
export interface ReadOptions {
  /** Named in errors. */
  fileName?: string;
}

/** What is wrong with a file, in the parts of an {@link AlexNetError}. */
export interface Damage {
  problem: string;
  expected: string;
  received: string;
  /** Default: to fetch or save the file again. */
  fix?: string;
}

/** Memory that reading may take beyond a multiple of the file: for the objects around the values. */
const SPARE_BYTES = 32 * 2 ** 20;
/** int8 becomes float32. */
const BYTES_PER_FILE_BYTE = 4;
/** NumPy allows 64 axes, PyTorch 64; no network has more than a handful. */
const MAX_AXES = 64;
const MAX_SIZE = 2 ** 31 - 1;
/** Memory of a named array beside its values: the object, its shape and two objects for the typed array. */
const ARRAY_BYTES = 600;

/**
 * The bytes of a weight file that nobody vouches for.
 *
 * A few bytes can ask for gigabytes: a shape, a compressed zero, a tensor that shares its storage with a thousand
 * others, a list of a million names. So every reader accounts for what it is about to allocate, objects and values
 * alike, before it does, and stops when the sum exceeds 4 × the file's size + 32 MB. No honest file comes near: the
 * worst is one of bytes, stored without compression, whose float32 values are 4 times as long.
 */
export class SourceFile {
  readonly bytes: Uint8Array;
  /** The reader and the file, as errors name them. */
  readonly where: string;
  #limit: number;
  #spent = 0;

  constructor(reader: string, bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}) {
    requireFields(reader, 'options', options, {
      what: 'an object with options',
      fields: [],
      fix: "pass an object, or nothing: {fileName: 'net.npz'}",
    });
    this.where = options.fileName === undefined ? reader : `${reader} ${show(options.fileName)}`;
    if (bytes instanceof ArrayBuffer) {
      this.bytes = new Uint8Array(bytes);
    } else if (ArrayBuffer.isView(bytes)) {
      // Node's Buffer is a Uint8Array whose slice() does not copy.
      this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } else {
      throw new AlexNetError({
        code: 'bad-argument',
        where: this.where,
        problem: 'these are not bytes.',
        expected: 'a Uint8Array or an ArrayBuffer',
        received: show(bytes),
        fix: 'pass the content of the file: await (await fetch(url)).arrayBuffer(), or readFileSync(path)',
      });
    }
    this.#limit = BYTES_PER_FILE_BYTE * this.bytes.length + SPARE_BYTES;
  }

  /** The error for a file that breaks its format's rules. */
  damaged({problem, expected, received, fix}: Damage): AlexNetError {
    return new AlexNetError({
      code: 'bad-weights',
      where: this.where,
      problem,
      expected,
      received,
      fix: fix ?? 'the file is damaged or not what its name says: download it or save it again',
    });
  }

  /** The error for an intact file that uses a feature of its format that is not supported. */
  unsupported({problem, expected, received, fix}: Required<Damage>): AlexNetError {
    return new AlexNetError({
      code: 'unsupported',
      where: this.where,
      problem,
      expected,
      received,
      fix,
    });
  }

  /** Takes the bytes of a file beside this one into account: it may ask for as much more memory. */
  extend(byteCount: number): void {
    this.#limit += BYTES_PER_FILE_BYTE * byteCount;
  }

  /** Accounts for memory that is about to be allocated. Throws when it is more than such a file can be worth. */
  spend(byteCount: number, what: string): void {
    this.#spent += byteCount;
    if (!(this.#spent <= this.#limit)) {
      throw this.damaged({
        problem: `the file asks for far more memory than it is long (at ${what}).`,
        expected: `at most ${this.#limit} bytes for a file of ${this.bytes.length}`,
        received: `${this.#spent} bytes`,
        fix: 'if you trust the file, save it again: uncompressed, with the tensors of one network only',
      });
    }
  }

  /** A new array of zeros for the values of `name`. */
  allocate(name: string, shape: readonly number[]): NamedArray {
    const count = countOf(shape);
    this.spend(4 * count + 8 * shape.length + ARRAY_BYTES, show(name));
    return {name, shape: [...shape], data: new Float32Array(count)};
  }

  /** Checks sizes that stand in the file. */
  shape(name: string, sizes: readonly unknown[]): number[] {
    if (
      sizes.length > MAX_AXES ||
      !sizes.every(size => Number.isInteger(size) && (size as number) >= 0 && (size as number) <= MAX_SIZE)
    ) {
      throw this.damaged({
        problem: `the shape of ${show(name)} is none.`,
        expected: `up to ${MAX_AXES} integers from 0 to ${MAX_SIZE}`,
        // A pickle can put anything here, lists that hold one another without an end among them.
        received: show(sizes.slice(0, 10).map(size => (typeof size === 'number' ? size : typeof size))),
      });
    }
    return [...(sizes as number[])];
  }

  /** Refuses two arrays of one name: which one is meant cannot be known. */
  requireUniqueNames(arrays: readonly NamedArray[]): void {
    const names = new Set<string>();
    for (const {name} of arrays) {
      if (names.has(name)) {
        throw this.damaged({
          problem: `there are two arrays named ${show(name)}.`,
          expected: 'each name once',
          received: `${show(name)} twice`,
        });
      }
      names.add(name);
    }
  }
}
