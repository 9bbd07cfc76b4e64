/** Bytes that are read at once where reads follow each other: about 60 photos. */
const BLOCK_BYTES = 1 << 20;
/** Bytes between two photos that follow each other: a label and headers. */
const MOST_BETWEEN = 1 << 13;
/** Blocks in memory. */
const BLOCKS_KEPT = 4;

type ReadBytes = (offset: number, length: number, signal?: AbortSignal) => Promise<Uint8Array>;

interface Block {
  start: number;
  end: number;
  bytes: Promise<Uint8Array>;
}

/**
 * Reads of one file, of which those that follow each other are made together: a request for one photo costs as much time as
 * decoding it. Reads in any other order are made one by one.
 */
export class BlockReader {
  readonly #read: ReadBytes;
  readonly #bytes: number;
  readonly #blocks: Block[] = [];
  #lastEnd = -1;

  /** @param bytes length of the file. */
  constructor(bytes: number, read: ReadBytes) {
    this.#bytes = bytes;
    this.#read = read;
  }

  /** Returns `length` bytes from `offset` on. */
  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const end = offset + length;
    const isNext = this.#lastEnd >= 0 && offset >= this.#lastEnd && offset <= this.#lastEnd + MOST_BETWEEN;
    this.#lastEnd = end;
    const block =
      this.#blocks.find(known => known.start <= offset && end <= known.end) ??
      (isNext && length < BLOCK_BYTES ? this.#begin(offset, signal) : undefined);
    if (block === undefined || end > block.end) {
      return this.#read(offset, length, signal);
    }
    // A copy, so that one photo does not keep its whole block in memory.
    return (await block.bytes).slice(offset - block.start, end - block.start);
  }

  #begin(start: number, signal: AbortSignal | undefined): Block {
    const end = Math.min(start + BLOCK_BYTES, this.#bytes);
    const block = {start, end, bytes: this.#read(start, end - start, signal)};
    block.bytes.catch(() => {
      // The next read asks again.
      this.#blocks.splice(this.#blocks.indexOf(block), 1);
    });
    this.#blocks.push(block);
    this.#blocks.splice(0, this.#blocks.length - BLOCKS_KEPT);
    return block;
  }
}
