/** Reads a stream of bytes in pieces of the length that is asked for. */
export class ChunkReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #onBytes: (bytes: Uint8Array) => void;
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;

  /** @param onBytes called with all bytes, in their order, when they arrive. */
  constructor(chunks: AsyncIterable<Uint8Array>, onBytes: (bytes: Uint8Array) => void) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#onBytes = onBytes;
  }

  /** Bytes that were read so far. */
  get position(): number {
    return this.#position;
  }

  /** Returns the next bytes, at least one and at most `most`; undefined at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) {
        return undefined;
      }
      this.#onBytes(next.value);
      this.#rest = next.value;
    }
    const bytes = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(bytes.length);
    this.#position += bytes.length;
    return bytes;
  }

  /** Returns the next `length` bytes; fewer if the stream ends before. */
  async take(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    await this.pass(length, part => parts.push(part));
    return Buffer.concat(parts);
  }

  /** Hands over the next `length` bytes piece by piece; returns how many there were. */
  async pass(length: number, onPart?: (part: Uint8Array) => unknown): Promise<number> {
    let left = length;
    while (left > 0) {
      const part = await this.some(left);
      if (part === undefined) {
        break;
      }
      onPart?.(part);
      left -= part.length;
    }
    return length - left;
  }

  /** Ends the stream. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
