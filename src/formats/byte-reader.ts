import {type SourceFile} from './source-file';

/** Walks through bytes and never leaves them: every read that would is a `bad-weights` error. */
export class ByteReader {
  position = 0;
  readonly #view: DataView;

  /** @param what names this section of the file in errors: `the pickle`. */
  constructor(
    readonly file: SourceFile,
    readonly bytes: Uint8Array,
    readonly what: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.position;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** 64 bits as a double; beyond 2⁵³ the nearest one, which no length or offset in a file can be. */
  uint64(): number {
    const start = this.#take(8);
    return this.#view.getUint32(start, true) + this.#view.getUint32(start + 4, true) * 2 ** 32;
  }

  float64BigEndian(): number {
    return this.#view.getFloat64(this.#take(8));
  }

  /** A view, not a copy. */
  take(count: number): Uint8Array {
    const start = this.#take(count);
    return this.bytes.subarray(start, start + count);
  }

  text(count: number): string {
    const bytes = this.take(count);
    this.file.spend(32 + 2 * count, `a text in ${this.what}`);
    return new TextDecoder().decode(bytes);
  }

  /** Text up to the next line feed, which is read too. */
  line(maxBytes: number): string {
    const end = this.bytes.subarray(this.position, this.position + maxBytes + 1).indexOf(10);
    if (end < 0) {
      throw this.file.damaged({
        problem: `a line in ${this.what} does not end.`,
        expected: `a line feed within ${maxBytes} bytes`,
        received: `none from byte ${this.position}`,
      });
    }
    const text = this.text(end);
    this.position++;
    return text;
  }

  #take(count: number): number {
    const start = this.position;
    if (!(count >= 0 && count <= this.left)) {
      throw this.file.damaged({
        problem: `${this.what} ends too early.`,
        expected: `${count} bytes at ${start}`,
        received: `${this.left} bytes`,
      });
    }
    this.position += count;
    return start;
  }
}
