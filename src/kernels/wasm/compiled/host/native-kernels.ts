import {heapOf, type WasmBackend} from './wasm-host';

/** The functions of native/addon; see addon.c there. */
export interface NativeAddon {
  abi: number;
  /** Digest of the sources that it was built from. */
  sources: string;
  /** Instruction sets that this processor has, best first, with commas between. */
  isas: string;
  open(heap: Uint8Array, words: Int32Array, threads: number, isa: string): number;
  setHeap(host: number, heap: Uint8Array): void;
  peek(host: number, address: number): number;
  find(host: number, kernel: string): number;
  run(host: number): void;
  close(host: number): void;
}

/** Instruction sets that the native kernels are compiled for. */
export type NativeIsa = 'avx2' | 'avx512' | 'neon';

/** Their names for people. */
export const NATIVE_NAMES: Readonly<Record<NativeIsa, string>> = {
  avx2: 'AVX2',
  avx512: 'AVX-512',
  neon: 'NEON',
};

/** A loaded addon, and the instruction set to use. */
export interface NativeChoice {
  addon: NativeAddon;
  isa: NativeIsa;
}

/** Why there are no native kernels. */
export interface NoNative {
  because: string;
  /** What to type, where there is something. */
  fix?: string;
}

/** Looks for native kernels; in Node `findNative`, nothing elsewhere. */
export type NativeFinder = () => NativeChoice | NoNative;

/** The interface that this host speaks; `ABI` in native/addon/addon.c. */
export const NATIVE_ABI = 1;

/** Positions in the words of a task, native/addon/addon.c. */
const KERNEL = 0;
const ALONE = 1;
const QUIET = 2;
const STATUS = 3;
const ARGS = 4;
const MOST_ARGS = 64;
const DONE = 1;
const REFUSED = -1;
const PROBLEMS: Readonly<Record<number, string>> = {
  [-2]: 'an address or a length outside of the heap',
  [-3]: 'a kernel that it does not have',
  [-4]: 'no memory for its threads',
};

/**
 * Kernels of native/addon on the heap of a wasm backend. They have the names, arguments and results of those of
 * native/wasm, to the bit; tasks that they refuse are for those.
 */
export class NativeKernels {
  readonly isa: NativeIsa;
  readonly #addon: NativeAddon;
  readonly #memory: WebAssembly.Memory;
  readonly #host: number;
  readonly #words = new Int32Array(ARGS + MOST_ARGS);
  readonly #numbers = new Map<string, number>();
  #buffer: ArrayBufferLike;
  #closed = false;

  private constructor({addon, isa}: NativeChoice, memory: WebAssembly.Memory, threads: number) {
    this.isa = isa;
    this.#addon = addon;
    this.#memory = memory;
    this.#buffer = memory.buffer;
    this.#host = addon.open(new Uint8Array(memory.buffer), this.#words, threads, isa);
  }

  /** Starts them on the heap of a backend. Throws if the addon does not see that heap: an engine may hand it a copy. */
  static start(choice: NativeChoice, backend: WasmBackend, threads: number): NativeKernels {
    const memory = heapOf(backend);
    const native = new NativeKernels(choice, memory, threads);
    const address = backend.wasm._malloc(4) >>> 0;
    const heap = new Int32Array(memory.buffer);
    const sees = [0x5eed, -7].every(value => {
      heap[address / 4] = value;
      return choice.addon.peek(native.#host, address) === value;
    });
    backend.wasm._free(address);
    if (!sees) {
      native.dispose();
      throw new Error('addons of this engine do not see the memory of WebAssembly');
    }
    return native;
  }

  /** Runs a task; returns false if it is one for the kernels of native/wasm. */
  run(kernel: string, args: readonly number[], alone: boolean): boolean {
    let number = this.#numbers.get(kernel);
    if (number === undefined) {
      number = this.#addon.find(this.#host, kernel);
      this.#numbers.set(kernel, number);
    }
    if (number < 0 || args.length > MOST_ARGS) {
      return false;
    }
    if (this.#buffer !== this.#memory.buffer) {
      this.#buffer = this.#memory.buffer;
      this.#addon.setHeap(this.#host, new Uint8Array(this.#buffer));
    }
    const words = this.#words;
    words[KERNEL] = number;
    words[ALONE] = alone ? 1 : 0;
    words[QUIET] = 0;
    words.set(args, ARGS);
    this.#addon.run(this.#host);
    const status = words[STATUS] ?? 0;
    if (status !== DONE && status !== REFUSED) {
      const problem = PROBLEMS[status] ?? `status ${status}`;
      throw new Error(
        `internal: the native kernel ${kernel} was given ${problem}; please report this. ALEXNET_NATIVE=0 computes without it.`,
      );
    }
    return status === DONE;
  }

  /** Lets threads that wait for work sleep: others are going to compute. */
  rest(): void {
    Atomics.store(this.#words, QUIET, 1);
  }

  /** Ends the threads. */
  dispose(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#addon.close(this.#host);
    }
  }
}
