/**
 * Python's pickle, without its danger.
 *
 * A pickle is a program for a stack machine, and in Python two of its instructions, "look up a global" and "call it",
 * can run anything. Here a global is looked up in a list that the caller passes, and nowhere else: what stands on it are
 * functions of this library that build plain values. A pickle that names any other global is refused at once, by name,
 * whether or not it would have called it.
 *
 * What an instruction makes is accounted for before it is made, since one byte can make an object of a hundred. Text
 * instructions of protocol 0 are refused, as no version of PyTorch writes them.
 *
 * Source: CPython's pickletools.py, which describes every instruction.
 */
import {show} from '../../core/check';
import {type ByteReader} from '../byte-reader';
import {PICKLE_OPCODES as OP} from './pickle-opcodes';
import {PickleDict, PickleGlobal} from './pickle-values';

export interface UnpickleOptions {
  /** Keys are module and name with a dot between: `collections.OrderedDict`. */
  globals: ReadonlyMap<string, PickleGlobal>;
  /** What stands for an object outside the pickle. Without it such a pickle is refused. */
  loadPersistent?: (id: unknown) => unknown;
}

/** What V8 takes for these; an array that grows by half holds its old slots and the new ones for a moment. */
const SLOT_BYTES = 32;
const CONTAINER_BYTES = 160;
const MEMO_BYTES = 64;
const HIGHEST_PROTOCOL = 5;
/** Python writes seeds and magic numbers as long integers; none is longer. */
const MAX_INTEGER_BYTES = 64;
const MAX_LINE_BYTES = 512;

/**
 * Runs one pickle and returns its value: numbers, bigints, texts, bytes, arrays (for lists, tuples and sets),
 * {@link PickleDict} and what the globals build. `reader` is left behind it.
 */
export function unpickle(reader: ByteReader, options: UnpickleOptions): unknown {
  return new Unpickler(reader, options).run();
}

class Unpickler {
  /** The stack above the last mark. */
  #stack: unknown[] = [];
  /** The stacks below each mark. */
  readonly #below: unknown[][] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(
    readonly reader: ByteReader,
    readonly options: UnpickleOptions,
  ) {}

  run(): unknown {
    for (;;) {
      const at = this.reader.position;
      const opcode = this.reader.uint8();
      if (opcode === OP.STOP) {
        return this.#pop();
      }
      if (!this.#pushLiteral(opcode) && !this.#fillContainer(opcode) && !this.#build(opcode)) {
        throw this.reader.file.damaged({
          problem: `${this.reader.what} has an instruction that is not read.`,
          expected: 'instructions of protocol 2 to 5 that build plain values',
          received: `byte 0x${opcode.toString(16)} at ${at}`,
          fix: 'save it again in Python: torch.save(model.state_dict(), "weights.pth")',
        });
      }
    }
  }

  /** Instructions that put a value of their own on the stack. */
  #pushLiteral(opcode: number): boolean {
    const {reader} = this;
    switch (opcode) {
      case OP.PROTO:
        this.#requireProtocol(reader.uint8());
        return true;
      case OP.FRAME:
        reader.uint64();
        return true;
      case OP.NONE:
        return this.#push(null);
      case OP.NEWTRUE:
        return this.#push(true);
      case OP.NEWFALSE:
        return this.#push(false);
      case OP.INT:
      case OP.LONG:
      case OP.FLOAT:
        return this.#push(this.#numberLine());
      case OP.BININT:
        return this.#push(reader.int32());
      case OP.BININT1:
        return this.#push(reader.uint8());
      case OP.BININT2:
        return this.#push(reader.uint16());
      case OP.LONG1:
        return this.#push(this.#integer(reader.uint8()));
      case OP.LONG4:
        return this.#push(this.#integer(reader.uint32()));
      case OP.BINFLOAT:
        return this.#push(reader.float64BigEndian());
      case OP.SHORT_BINSTRING:
      case OP.SHORT_BINUNICODE:
        return this.#push(reader.text(reader.uint8()));
      case OP.BINSTRING:
      case OP.BINUNICODE:
        return this.#push(reader.text(reader.uint32()));
      case OP.BINUNICODE8:
        return this.#push(reader.text(reader.uint64()));
      case OP.SHORT_BINBYTES:
        return this.#push(this.#bytes(reader.uint8()));
      case OP.BINBYTES:
        return this.#push(this.#bytes(reader.uint32()));
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        return this.#push(this.#bytes(reader.uint64()));
      default:
        return false;
    }
  }

  /** Instructions that make and fill lists, tuples, sets and dicts. */
  #fillContainer(opcode: number): boolean {
    switch (opcode) {
      case OP.EMPTY_LIST:
      case OP.EMPTY_TUPLE:
      case OP.EMPTY_SET:
        return this.#pushContainer([]);
      case OP.LIST:
      case OP.TUPLE:
      case OP.FROZENSET:
        return this.#pushContainer(this.#popToMark());
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3:
        return this.#pushContainer(this.#popMany(opcode - OP.TUPLE1 + 1));
      case OP.APPEND:
        return this.#append(this.#popMany(1));
      case OP.APPENDS:
      case OP.ADDITEMS:
        return this.#append(this.#popToMark());
      case OP.EMPTY_DICT:
        return this.#pushContainer(new PickleDict());
      case OP.DICT: {
        const items = this.#popToMark();
        this.#pushContainer(new PickleDict());
        return this.#setItems(items);
      }
      case OP.SETITEM:
        return this.#setItems(this.#popMany(2));
      case OP.SETITEMS:
        return this.#setItems(this.#popToMark());
      default:
        return false;
    }
  }

  /** Instructions that move what is on the stack, and those that look up and call. */
  #build(opcode: number): boolean {
    const {reader} = this;
    switch (opcode) {
      case OP.MARK:
        reader.file.spend(CONTAINER_BYTES, reader.what);
        this.#below.push(this.#stack);
        this.#stack = [];
        return true;
      case OP.POP:
        this.#pop();
        return true;
      case OP.POP_MARK:
        this.#popToMark();
        return true;
      case OP.DUP:
        return this.#push(this.#top());
      case OP.PUT:
        return this.#memoize(Number(reader.line(MAX_LINE_BYTES)));
      case OP.BINPUT:
        return this.#memoize(reader.uint8());
      case OP.LONG_BINPUT:
        return this.#memoize(reader.uint32());
      case OP.MEMOIZE:
        return this.#memoize(this.#memo.size);
      case OP.GET:
        return this.#push(this.#recall(Number(reader.line(MAX_LINE_BYTES))));
      case OP.BINGET:
        return this.#push(this.#recall(reader.uint8()));
      case OP.LONG_BINGET:
        return this.#push(this.#recall(reader.uint32()));
      case OP.GLOBAL:
        return this.#push(this.#global(reader.line(MAX_LINE_BYTES), reader.line(MAX_LINE_BYTES)));
      case OP.STACK_GLOBAL: {
        const [module, name] = this.#popMany(2);
        return this.#push(this.#global(module, name));
      }
      case OP.REDUCE:
      case OP.NEWOBJ: {
        const [callee, args] = this.#popMany(2);
        return this.#pushContainer(this.#call(callee, args));
      }
      case OP.BUILD:
        this.#requireDictForState();
        return true;
      case OP.BINPERSID:
        return this.#pushContainer(this.#persistent(this.#pop()));
      default:
        return false;
    }
  }

  #push(value: unknown): true {
    this.reader.file.spend(SLOT_BYTES, this.reader.what);
    this.#stack.push(value);
    return true;
  }

  #pushContainer(value: unknown): true {
    this.reader.file.spend(CONTAINER_BYTES, this.reader.what);
    return this.#push(value);
  }

  #top(): unknown {
    this.#requireStack(1);
    return this.#stack.at(-1);
  }

  #pop(): unknown {
    this.#requireStack(1);
    return this.#stack.pop();
  }

  #popMany(count: number): unknown[] {
    this.#requireStack(count);
    return this.#stack.splice(this.#stack.length - count);
  }

  #popToMark(): unknown[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) {
      throw this.#broken('a mark on the stack', 'none');
    }
    this.#stack = below;
    return items;
  }

  #requireStack(count: number): void {
    if (this.#stack.length < count) {
      throw this.#broken(`${count} values on the stack`, String(this.#stack.length));
    }
  }

  #append(items: readonly unknown[]): true {
    const list = this.#top();
    if (!Array.isArray(list)) {
      throw this.#broken('a list to append to', typeof list);
    }
    this.reader.file.spend(SLOT_BYTES * items.length, this.reader.what);
    // Not push(...items): arguments lie on the call stack, which holds some 60,000.
    for (const item of items) {
      list.push(item);
    }
    return true;
  }

  #setItems(items: readonly unknown[]): true {
    const dict = this.#top();
    if (!(dict instanceof PickleDict) || items.length % 2 !== 0) {
      throw this.#broken('a dict and pairs of key and value', `${items.length} values`);
    }
    this.reader.file.spend(SLOT_BYTES * items.length, this.reader.what);
    for (let i = 0; i < items.length; i += 2) {
      dict.set(items[i], items[i + 1]);
    }
    return true;
  }

  #memoize(index: number): true {
    this.reader.file.spend(MEMO_BYTES, this.reader.what);
    this.#memo.set(index, this.#top());
    return true;
  }

  #recall(index: number): unknown {
    if (!this.#memo.has(index)) {
      throw this.#broken('a value that was remembered', `number ${index}`);
    }
    return this.#memo.get(index);
  }

  #global(module: unknown, name: unknown): PickleGlobal {
    const {file, what} = this.reader;
    const path = typeof module === 'string' && typeof name === 'string' ? `${module}.${name}` : typeof module;
    const known = this.options.globals.get(path);
    if (known === undefined) {
      throw file.damaged({
        problem: `${what} names ${show(path)}, which is not on the list of what may be built; nothing was called.`,
        expected: 'tensors, numbers, texts, lists and dicts only',
        received: `the global ${show(path)}`,
        fix: 'if you trust the file, open it in Python and save its weights alone: torch.save(model.state_dict(), "weights.pth")',
      });
    }
    return known;
  }

  #call(callee: unknown, args: unknown): unknown {
    const call = callee instanceof PickleGlobal ? callee.call : undefined;
    if (call === undefined || !Array.isArray(args)) {
      throw this.#broken(
        'a call of a global that builds a value',
        callee instanceof PickleGlobal ? callee.name : typeof callee,
      );
    }
    return call(args);
  }

  /** OrderedDict carries attributes (PyTorch's `_metadata`); nothing else may be given state. */
  #requireDictForState(): void {
    this.#pop();
    const target = this.#top();
    if (!(target instanceof PickleDict)) {
      throw this.#broken(
        'state for a dict',
        `state for ${target instanceof PickleGlobal ? target.name : typeof target}`,
      );
    }
  }

  #persistent(id: unknown): unknown {
    if (this.options.loadPersistent === undefined) {
      throw this.#broken('no reference to anything outside it', 'one');
    }
    return this.options.loadPersistent(id);
  }

  #requireProtocol(protocol: number): void {
    if (protocol > HIGHEST_PROTOCOL) {
      throw this.#broken(`protocol 2 to ${HIGHEST_PROTOCOL}`, String(protocol));
    }
  }

  #numberLine(): number | boolean {
    const text = this.reader.line(MAX_LINE_BYTES);
    if (text === '01' || text === '00') {
      return text === '01';
    }
    const value = Number(text.replace(/L$/, ''));
    if (text === '' || Number.isNaN(value)) {
      throw this.#broken('a number', show(text));
    }
    return value;
  }

  /** Little-endian, two's complement. */
  #integer(byteCount: number): number | bigint {
    if (byteCount > MAX_INTEGER_BYTES) {
      throw this.#broken(`integers of up to ${MAX_INTEGER_BYTES} bytes`, `${byteCount} bytes`);
    }
    this.reader.file.spend(2 * MAX_INTEGER_BYTES, this.reader.what);
    let value = 0n;
    for (const byte of [...this.reader.take(byteCount)].reverse()) {
      value = (value << 8n) | BigInt(byte);
    }
    value = BigInt.asIntN(8 * byteCount, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  #bytes(count: number): Uint8Array {
    this.reader.file.spend(CONTAINER_BYTES, this.reader.what);
    return this.reader.take(count);
  }

  #broken(expected: string, received: string): Error {
    return this.reader.file.damaged({
      problem: `${this.reader.what} is broken (before byte ${this.reader.position}).`,
      expected,
      received,
    });
  }
}
