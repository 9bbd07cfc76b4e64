/**
 * Python's pickle, without its danger.
 *
 * A pickle is a program for a stack machine, and in Python two of its instructions, "look up a global" and "call it",
 * can run anything. Here a global is looked up in a list that the caller passes, and nowhere else: what stands on it are
 * functions of this library that build plain values. An object of any other type becomes a {@link PickleForeign}, which
 * holds its name and the data that the pickle passes to it; no class is looked up and nothing is called. A pickle that
 * names what can only serve to run code (`os.system`) is refused at once, whether or not it would have called it.
 *
 * What an instruction makes is accounted for before it is made, since one byte can make an object of a hundred. Text
 * instructions of protocol 0 are refused, as no version of PyTorch writes them.
 *
 * Source: CPython's pickletools.py, which describes every instruction.
 */
import {show} from '../../core/check';
import {type ByteReader} from '../byte-reader';
import {brokenPickle} from './broken-pickle';
import {MAX_LINE_BYTES, NO_LITERAL, readLiteral} from './pickle-literals';
import {PICKLE_OPCODES as OP} from './pickle-opcodes';
import {PickleStack, SLOT_BYTES} from './pickle-stack';
import {PickleDict, PickleForeign, PickleGlobal, PickleObject} from './pickle-values';
import {runsCode} from './runs-code';

export interface UnpickleOptions {
  /** Keys are module and name with a dot between: `collections.OrderedDict`. */
  globals: ReadonlyMap<string, PickleGlobal>;
  /** What stands for an object outside the pickle. Without it such a pickle is refused. */
  loadPersistent?: (id: unknown) => unknown;
}

const HIGHEST_PROTOCOL = 5;
/** Functions of Python that make an object of the class that they are given first. */
const CONSTRUCTORS = ['copyreg._reconstructor', 'copy_reg._reconstructor', 'copyreg.__newobj__'];

/**
 * Runs one pickle and returns its value: numbers, bigints, texts, bytes, arrays (for lists, tuples and sets),
 * {@link PickleDict}, {@link PickleForeign} and what the globals build. `reader` is left behind it.
 */
export function unpickle(reader: ByteReader, options: UnpickleOptions): unknown {
  return new Unpickler(reader, options).run();
}

class Unpickler {
  readonly #stack: PickleStack;
  /** Globals that are not on the list, each once. */
  readonly #foreign = new Map<string, PickleGlobal>();

  constructor(
    readonly reader: ByteReader,
    readonly options: UnpickleOptions,
  ) {
    this.#stack = new PickleStack(reader);
  }

  run(): unknown {
    for (;;) {
      const at = this.reader.position;
      const opcode = this.reader.uint8();
      if (opcode === OP.STOP) {
        return this.#stack.pop();
      }
      const literal = readLiteral(this.reader, opcode);
      if (literal !== NO_LITERAL) {
        this.#stack.push(literal);
      } else if (!this.#moveValues(opcode) && !this.#fillContainer(opcode) && !this.#build(opcode)) {
        throw this.reader.file.damaged({
          problem: `${this.reader.what} has an instruction that is not read.`,
          expected: 'instructions of protocol 2 to 5 that build plain values',
          received: `byte 0x${opcode.toString(16)} at ${at}`,
          fix: 'save it again in Python: torch.save(model.state_dict(), "weights.pth")',
        });
      }
    }
  }

  /** Instructions that move what is on the stack, and those that build nothing. */
  #moveValues(opcode: number): boolean {
    const {reader} = this;
    const stack = this.#stack;
    switch (opcode) {
      case OP.PROTO:
        this.#requireProtocol(reader.uint8());
        return true;
      case OP.FRAME:
        reader.uint64();
        return true;
      case OP.MARK:
        stack.mark();
        return true;
      case OP.POP:
        stack.pop();
        return true;
      case OP.POP_MARK:
        stack.popToMark();
        return true;
      case OP.DUP:
        stack.push(stack.top());
        return true;
      case OP.PUT:
        stack.memoize(Number(reader.line(MAX_LINE_BYTES)));
        return true;
      case OP.BINPUT:
        stack.memoize(reader.uint8());
        return true;
      case OP.LONG_BINPUT:
        stack.memoize(reader.uint32());
        return true;
      case OP.MEMOIZE:
        stack.memoize();
        return true;
      case OP.GET:
        stack.recall(Number(reader.line(MAX_LINE_BYTES)));
        return true;
      case OP.BINGET:
        stack.recall(reader.uint8());
        return true;
      case OP.LONG_BINGET:
        stack.recall(reader.uint32());
        return true;
      default:
        return false;
    }
  }

  /** Instructions that make and fill lists, tuples, sets and dicts. */
  #fillContainer(opcode: number): boolean {
    const stack = this.#stack;
    switch (opcode) {
      case OP.EMPTY_LIST:
      case OP.EMPTY_TUPLE:
      case OP.EMPTY_SET:
        stack.pushContainer([]);
        return true;
      case OP.LIST:
      case OP.TUPLE:
      case OP.FROZENSET:
        stack.pushContainer(stack.popToMark());
        return true;
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3:
        stack.pushContainer(stack.popMany(opcode - OP.TUPLE1 + 1));
        return true;
      case OP.APPEND:
        return this.#append(stack.popMany(1));
      case OP.APPENDS:
      case OP.ADDITEMS:
        return this.#append(stack.popToMark());
      case OP.EMPTY_DICT:
        stack.pushContainer(new PickleDict());
        return true;
      case OP.DICT: {
        const items = stack.popToMark();
        stack.pushContainer(new PickleDict());
        return this.#setItems(items);
      }
      case OP.SETITEM:
        return this.#setItems(stack.popMany(2));
      case OP.SETITEMS:
        return this.#setItems(stack.popToMark());
      default:
        return false;
    }
  }

  /** Instructions that look up and call. */
  #build(opcode: number): boolean {
    const {reader} = this;
    const stack = this.#stack;
    switch (opcode) {
      case OP.GLOBAL:
        stack.push(this.#global(reader.line(MAX_LINE_BYTES), reader.line(MAX_LINE_BYTES)));
        return true;
      case OP.STACK_GLOBAL: {
        const [module, name] = stack.popMany(2);
        stack.push(this.#global(module, name));
        return true;
      }
      case OP.REDUCE:
      case OP.NEWOBJ: {
        const [callee, args] = stack.popMany(2);
        stack.pushContainer(this.#call(callee, args));
        return true;
      }
      case OP.NEWOBJ_EX: {
        const [callee, args] = stack.popMany(3);
        stack.pushContainer(this.#call(callee, args));
        return true;
      }
      case OP.BUILD: {
        const state = stack.pop();
        this.#setState(stack.top(), state);
        return true;
      }
      case OP.BINPERSID:
        stack.pushContainer(this.#persistent(stack.pop()));
        return true;
      default:
        return false;
    }
  }

  #append(items: readonly unknown[]): true {
    const top = this.#stack.top();
    const list: unknown = top instanceof PickleForeign ? top.items : top;
    if (!Array.isArray(list)) {
      throw brokenPickle(this.reader, 'a list to append to', typeof list);
    }
    this.reader.file.spend(SLOT_BYTES * items.length, this.reader.what);
    // Not push(...items): arguments lie on the call stack, which holds some 60,000.
    for (const item of items) {
      list.push(item);
    }
    return true;
  }

  #setItems(items: readonly unknown[]): true {
    const dict = this.#stack.top();
    if (!(dict instanceof PickleDict) || items.length % 2 !== 0) {
      throw brokenPickle(this.reader, 'a dict and pairs of key and value', `${items.length} values`);
    }
    this.reader.file.spend(SLOT_BYTES * items.length, this.reader.what);
    for (let i = 0; i < items.length; i += 2) {
      dict.set(items[i], items[i + 1]);
    }
    return true;
  }

  #global(module: unknown, name: unknown): PickleGlobal {
    const isText = typeof module === 'string' && typeof name === 'string';
    const path = isText ? `${module}.${name}` : typeof module;
    const known = this.options.globals.get(path) ?? this.#foreign.get(path);
    if (known !== undefined) {
      return known;
    }
    const {file, what} = this.reader;
    if (!isText || runsCode(path)) {
      throw file.damaged({
        problem: `${what} names ${show(path)}, which is not on the list of what may be built; nothing was called.`,
        expected: 'tensors, arrays, numbers, texts, lists and dicts, and objects that are skipped',
        received: `the global ${show(path)}`,
        fix: 'if you trust the file, open it in Python and save its weights alone: torch.save(model.state_dict(), "weights.pth")',
      });
    }
    file.spend(SLOT_BYTES * 8 + 2 * path.length, what);
    const foreign = new PickleGlobal(path, ([first]) => {
      const type = CONSTRUCTORS.includes(path) && first instanceof PickleGlobal ? first.name : path;
      file.spend(SLOT_BYTES * 4, what);
      return new PickleForeign(type);
    });
    this.#foreign.set(path, foreign);
    return foreign;
  }

  #call(callee: unknown, args: unknown): unknown {
    const call = callee instanceof PickleGlobal ? callee.call : undefined;
    if (call === undefined || !Array.isArray(args)) {
      throw brokenPickle(
        this.reader,
        'a call of a global that builds a value',
        callee instanceof PickleGlobal ? callee.name : typeof callee,
      );
    }
    return call(args);
  }

  /** A dict may carry attributes (PyTorch's `_metadata` of an OrderedDict), which are dropped. */
  #setState(target: unknown, state: unknown): void {
    if (target instanceof PickleForeign) {
      target.state = state;
    } else if (target instanceof PickleObject) {
      target.setState(state);
    } else if (!(target instanceof PickleDict)) {
      throw brokenPickle(
        this.reader,
        'state for a dict or an object',
        `state for ${target instanceof PickleGlobal ? target.name : typeof target}`,
      );
    }
  }

  #persistent(id: unknown): unknown {
    if (this.options.loadPersistent === undefined) {
      throw brokenPickle(this.reader, 'no reference to anything outside it', 'one');
    }
    return this.options.loadPersistent(id);
  }

  #requireProtocol(protocol: number): void {
    if (protocol > HIGHEST_PROTOCOL) {
      throw brokenPickle(this.reader, `protocol 2 to ${HIGHEST_PROTOCOL}`, String(protocol));
    }
  }
}
