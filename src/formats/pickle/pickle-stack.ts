import type {ByteReader} from '../byte-reader';
import {brokenPickle} from './broken-pickle';

/** What V8 takes for these; an array that grows by half holds its old slots and the new ones for a moment. */
export const SLOT_BYTES = 32;
const CONTAINER_BYTES = 160;
const MEMO_BYTES = 64;

/** The memory of the stack machine: values, marks and what is remembered. All of it is accounted for before it is used. */
export class PickleStack {
  /** The stack above the last mark. */
  #stack: unknown[] = [];
  /** The stacks below each mark. */
  readonly #below: unknown[][] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(private readonly reader: ByteReader) {}

  push(value: unknown): void {
    this.reader.file.spend(SLOT_BYTES, this.reader.what);
    this.#stack.push(value);
  }

  /** Pushes a value that takes memory of its own. */
  pushContainer(value: unknown): void {
    this.reader.file.spend(CONTAINER_BYTES, this.reader.what);
    this.push(value);
  }

  top(): unknown {
    this.#require(1);
    return this.#stack.at(-1);
  }

  pop(): unknown {
    this.#require(1);
    return this.#stack.pop();
  }

  popMany(count: number): unknown[] {
    this.#require(count);
    return this.#stack.splice(this.#stack.length - count);
  }

  mark(): void {
    this.reader.file.spend(CONTAINER_BYTES, this.reader.what);
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  popToMark(): unknown[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) {
      throw brokenPickle(this.reader, 'a mark on the stack', 'none');
    }
    this.#stack = below;
    return items;
  }

  /** Remembers the topmost value under a number, by default the next one. */
  memoize(index = this.#memo.size): void {
    this.reader.file.spend(MEMO_BYTES, this.reader.what);
    this.#memo.set(index, this.top());
  }

  /** Pushes a value that was remembered. */
  recall(index: number): void {
    if (!this.#memo.has(index)) {
      throw brokenPickle(this.reader, 'a value that was remembered', `number ${index}`);
    }
    this.push(this.#memo.get(index));
  }

  #require(count: number): void {
    if (this.#stack.length < count) {
      throw brokenPickle(this.reader, `${count} values on the stack`, String(this.#stack.length));
    }
  }
}
