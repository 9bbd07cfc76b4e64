import {PbfReader} from 'pbf';
import {decodeElements, ELEMENT_BYTES, READ_ELEMENT} from './element-type';
import {type SourceFile} from './source-file';

/** How the value of a field is laid out; it says nothing of its type. */
const WIRE = {varint: 0, fixed64: 1, bytes: 2, fixed32: 5};
const OBJECT_BYTES = 300;
const VIEW_BYTES = 240;

/**
 * One protocol buffer message from an unknown file, field by field. pbf decodes; what is added is that nothing is read
 * beyond the message, which pbf leaves to its caller, and that memory is accounted for.
 *
 * @example
 * const message = new ProtobufMessage(file, bytes, 'the network');
 * while (message.next()) {
 *   if (message.field === 1) { name = message.text(); }
 * }
 */
export class ProtobufMessage {
  /** Number of the current field. */
  field = 0;
  readonly #pbf: PbfReader;
  #wire = 0;
  #varint = 0;
  /** Bytes of the current value. */
  #start = 0;
  #end = 0;

  /** @param what names the message in errors: `layer "conv1"`. */
  constructor(
    readonly file: SourceFile,
    readonly bytes: Uint8Array,
    readonly what: string,
  ) {
    this.#pbf = new PbfReader(bytes);
  }

  /** Goes to the next field; false at the end of the message. */
  next(): boolean {
    const pbf = this.#pbf;
    pbf.pos = this.#end;
    if (pbf.pos >= this.bytes.length) {
      return false;
    }
    const tag = this.#readVarint();
    this.field = Math.floor(tag / 8);
    this.#wire = tag % 8;
    this.#start = pbf.pos;
    if (this.#wire === WIRE.varint) {
      this.#varint = this.#readVarint();
      this.#end = pbf.pos;
    } else if (this.#wire === WIRE.bytes) {
      const length = this.#readVarint();
      this.#start = pbf.pos;
      this.#end = pbf.pos + length;
    } else {
      this.#end = this.#start + (this.#wire === WIRE.fixed32 ? 4 : 8);
    }
    if (
      !isKnownWire(this.#wire) ||
      this.field < 1 ||
      !(this.#end >= this.#start && this.#end <= this.bytes.length)
    ) {
      throw this.#broken(
        'fields within the message',
        `field ${this.field} of wire type ${this.#wire} up to byte ${this.#end} of ${this.bytes.length}`,
      );
    }
    return true;
  }

  /** Whether the current value is a run of bytes: a text, a message or packed numbers. */
  get isBytes(): boolean {
    return this.#wire === WIRE.bytes;
  }

  /** An integer, an enum or a boolean. Beyond 2⁵³ the nearest double. */
  integer(): number {
    this.#require(WIRE.varint);
    return this.#varint;
  }

  float(): number {
    this.#require(WIRE.fixed32);
    return READ_ELEMENT.float32(this.#pbf.dataView, this.#start, true);
  }

  /** A view, not a copy. */
  value(): Uint8Array {
    this.#require(WIRE.bytes);
    this.file.spend(VIEW_BYTES, this.what);
    return this.bytes.subarray(this.#start, this.#end);
  }

  text(): string {
    const bytes = this.value();
    this.file.spend(32 + 2 * bytes.length, `a text in ${this.what}`);
    return new TextDecoder().decode(bytes);
  }

  /** The message that the current field holds. */
  message(what: string): ProtobufMessage {
    const bytes = this.value();
    this.file.spend(OBJECT_BYTES, what);
    return new ProtobufMessage(this.file, bytes, what);
  }

  /** The integers of a repeated field at this place: one, or as many as are packed. */
  integers(): number[] {
    if (this.#wire === WIRE.varint) {
      this.file.spend(16, this.what);
      return [this.#varint];
    }
    this.file.spend(16 * countVarints(this.value()), this.what);
    const numbers: number[] = [];
    this.#forEachVarint(number => numbers.push(number));
    return numbers;
  }

  /** The floats of a repeated field at this place: one, or as many as are packed. */
  floats(): number[] {
    if (this.#wire === WIRE.fixed32) {
      this.file.spend(16, this.what);
      return [this.float()];
    }
    const bytes = this.value();
    this.#requireMultiple(bytes, 4);
    this.file.spend(8 * bytes.length, this.what);
    const floats = new Float32Array(bytes.length / 4);
    decodeElements(bytes, 'float32', floats);
    return [...floats];
  }

  /** All values of a repeated field of this message, in one array, whether packed or not. Reads from the start. */
  collect(field: number, type: 'float32' | 'float64' | 'varint'): Float32Array {
    const data = this.file.allocate(this.what, [this.#count(field, type)]).data;
    let filled = 0;
    const message = new ProtobufMessage(this.file, this.bytes, this.what);
    while (message.next()) {
      if (message.field === field) {
        filled += message.#copyNumbers(type, data.subarray(filled));
      }
    }
    return data;
  }

  #count(field: number, type: 'float32' | 'float64' | 'varint'): number {
    let count = 0;
    const message = new ProtobufMessage(this.file, this.bytes, this.what);
    while (message.next()) {
      if (message.field !== field) {
        continue;
      }
      if (!message.isBytes) {
        count++;
      } else if (type === 'varint') {
        count += countVarints(message.value());
      } else {
        message.#requireMultiple(message.value(), ELEMENT_BYTES[type]);
        count += message.value().length / ELEMENT_BYTES[type];
      }
    }
    return count;
  }

  /** Writes the current field's numbers to the start of `target` and tells how many they were. */
  #copyNumbers(type: 'float32' | 'float64' | 'varint', target: Float32Array): number {
    if (type !== 'varint') {
      if (!this.isBytes) {
        this.#require(type === 'float32' ? WIRE.fixed32 : WIRE.fixed64);
      }
      const count = (this.#end - this.#start) / ELEMENT_BYTES[type];
      decodeElements(this.bytes.subarray(this.#start, this.#end), type, target.subarray(0, count));
      return count;
    }
    if (!this.isBytes) {
      target[0] = this.integer();
      return 1;
    }
    let count = 0;
    this.#forEachVarint(number => {
      target[count++] = number;
    });
    return count;
  }

  #forEachVarint(use: (number: number) => void): void {
    const pbf = this.#pbf;
    pbf.pos = this.#start;
    while (pbf.pos < this.#end) {
      use(this.#readVarint());
    }
    if (pbf.pos > this.#end) {
      throw this.#broken(`packed numbers up to byte ${this.#end}`, `one that ends at ${pbf.pos}`);
    }
  }

  #readVarint(): number {
    let value = NaN;
    try {
      value = this.#pbf.readVarint(true);
    } catch {
      // pbf throws after the tenth byte; the NaN below leads to the error.
    }
    if (Number.isNaN(value) || this.#pbf.pos > this.bytes.length) {
      throw this.#broken('a number', `none that ends by byte ${this.bytes.length}`);
    }
    return value;
  }

  #require(wire: number): void {
    if (this.#wire !== wire) {
      throw this.#broken(`field ${this.field} of wire type ${wire}`, `wire type ${this.#wire}`);
    }
  }

  #requireMultiple(bytes: Uint8Array, size: number): void {
    if (bytes.length % size !== 0) {
      throw this.#broken(`numbers of ${size} bytes`, `${bytes.length} bytes`);
    }
  }

  #broken(expected: string, received: string): Error {
    return this.file.damaged({problem: `${this.what} cannot be read.`, expected, received});
  }
}

/** Groups (3 and 4) were given up before Caffe and ONNX began. */
function isKnownWire(wire: number): boolean {
  return wire === WIRE.varint || wire === WIRE.bytes || wire === WIRE.fixed32 || wire === WIRE.fixed64;
}

/** A varint ends with the byte whose highest bit is clear. */
function countVarints(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) {
    count += byte < 0x80 ? 1 : 0;
  }
  return count;
}
