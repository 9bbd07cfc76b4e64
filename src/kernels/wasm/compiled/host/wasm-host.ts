import * as tf from '@tensorflow/tfjs-core';
import {installLine} from '../../../../core/install-line';
import {AlexNetError} from '../../../../errors';
import type {CompiledKernels} from './compile-kernels';
import type {NativeKernels, NoNative} from './native-kernels';
import type {KernelThread, ThreadStart} from './worker-threads';

/** The parts of tfjs-wasm's backend that its declarations hide. */
export interface WasmBackend extends tf.KernelBackend {
  wasm: {
    _malloc(bytes: number): number;
    _free(address: number): void;
    asm?: {memory?: WebAssembly.Memory};
    wasmMemory?: WebAssembly.Memory;
    tfjs: {registerTensor(id: number, size: number, address: number): void};
  };
  /** The next unused data id, an integer. */
  dataIdNextNumber: number;
  dataIdMap: {get(dataId: object): TensorRecord; set(dataId: object, record: TensorRecord): void};
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): tf.TypedArray;
}

/** Record of tfjs-wasm about the data of a tensor. */
export interface TensorRecord {
  /** Id used by the C++ side. */
  id: number;
  memoryOffset: number | null;
  shape: number[];
  dtype: tf.DataType;
  refCount: number;
}

/** Arguments of {@link WasmHost}. */
export interface WasmHostOptions {
  kernels: CompiledKernels;
  /** Threads that compute, the main one included. */
  threads: number;
  /** Starts one more thread; needed for threads above 1. */
  startThread?: ((start: ThreadStart) => KernelThread) | undefined;
  /** Whether convolutions use Winograd's method: where it is worthwhile, or ('always') wherever it is possible. */
  winograd: boolean | 'always';
}

/** Positions in the control block, native/wasm/pool.c. */
const UNITS = 4;
const KERNEL = 5;
const SCRATCH = 6;
const SCRATCH_STRIDE = 7;
const MAY_SLEEP = 11;
const STARTED = 12;
const ARGS = 16;
const CONTROL_BYTES = 4 * (ARGS + 64);
const STACK_BYTES = 1 << 16;
/** The most for one piece: the allocator of tfjs-wasm takes what it adds to its heap for a signed number. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;
/** Bytes that 32-bit addresses reach, less code and stack of tfjs-wasm. */
const ALL_BYTES = 2 ** 32 - 2 ** 24;

type KernelExports = Record<string, () => number> & {
  __stack_pointer: WebAssembly.Global;
  run(control: number): void;
  run_alone(control: number): void;
  stop(control: number): void;
};

/** A piece of heap that grows when asked for more, and is used by one task at a time. */
interface Arena {
  address: number;
  bytes: number;
}

/**
 * The kernels of native/wasm on the heap of one wasm backend: they read and write tensors where they lie.
 *
 * Threads beyond the main one start with the first task that has work for them.
 */
export class WasmHost {
  readonly backend: WasmBackend;
  readonly threads: number;
  readonly winograd: boolean | 'always';
  readonly simd: 'plain' | 'relaxed';
  readonly memory: WebAssembly.Memory;
  /** Native kernels, which run what they have in the place of those of native/wasm. */
  native?: NativeKernels;
  /** Why there are none, where they were looked for. */
  notNative?: NoNative | undefined;
  /** Computations that were put off; they are done before the host ends. */
  readonly deferrals = new Set<() => void>();
  readonly #options: WasmHostOptions;
  readonly #exports: KernelExports;
  readonly #control: number;
  readonly #arenas = new Map<string, Arena>();
  readonly #blocks: number[] = [];
  readonly #workers: KernelThread[] = [];
  #heap = new Int32Array(0);
  #disposed = false;

  constructor(backend: WasmBackend, options: WasmHostOptions) {
    this.backend = backend;
    this.memory = heapOf(backend);
    this.threads = options.threads;
    this.winograd = options.winograd;
    this.simd = options.kernels.simd;
    this.#options = options;
    const instance = new WebAssembly.Instance(options.kernels.module, {env: {memory: this.memory}});
    this.#exports = instance.exports as unknown as KernelExports;
    this.#exports.__stack_pointer.value = this.#allocate(STACK_BYTES) + STACK_BYTES;
    this.#control = this.#allocate(CONTROL_BYTES);
    const control = this.#control / 4;
    this.heap.fill(0, control, control + CONTROL_BYTES / 4);
    this.heap[control + MAY_SLEEP] = this.threads > 1 && maySleep() ? 1 : 0;
  }

  /** The heap as integers; a view is valid until something is allocated. */
  get heap(): Int32Array {
    if (this.#heap.buffer !== this.memory.buffer) {
      this.#heap = new Int32Array(this.memory.buffer);
    }
    return this.#heap;
  }

  /** Threads that have begun to serve. */
  get started(): number {
    return Atomics.load(this.heap, this.#control / 4 + STARTED);
  }

  /** Returns the address of a tensor's values. */
  address(tensor: tf.TensorInfo): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset ?? 0;
  }

  /** A new tensor whose values are not set yet. tfjs-wasm itself writes to address 0 when its heap is exhausted. */
  output(shape: readonly number[]): tf.TensorInfo {
    const bytes = this.#checkRoom(shape);
    const made = this.backend.makeOutput([...shape], 'float32');
    const address = this.address(made);
    if (address === 0 || address + bytes > this.memory.buffer.byteLength) {
      throw exhausted(`a tensor of shape [${shape.join(', ')}]`, this.memory);
    }
    return made;
  }

  /** Allocates memory for data that has an id already; returns its address. */
  register(id: number, shape: readonly number[]): number {
    const bytes = this.#checkRoom(shape);
    const address = malloc(this.backend, bytes, this.memory);
    this.backend.wasm.tfjs.registerTensor(id, bytes / 4, address);
    return address;
  }

  /** A piece of heap of at least so many floats, by name: what it holds is lost with the next call of this name. */
  arena(name: string, floats: number): number {
    const arena = this.#arenas.get(name);
    const bytes = 4 * floats;
    if (arena !== undefined && arena.bytes >= bytes) {
      return arena.address;
    }
    if (arena !== undefined) {
      this.backend.wasm._free(arena.address);
      this.#arenas.delete(name);
    }
    const address = malloc(this.backend, bytes, this.memory);
    this.#arenas.set(name, {address, bytes});
    return address;
  }

  /** Address of at least so many zeros. */
  zeros(floats: number): number {
    const before = this.#arenas.get('zeros')?.bytes ?? 0;
    const address = this.arena('zeros', floats + 8);
    const now = this.#arenas.get('zeros')?.bytes ?? 0;
    if (now !== before) {
      this.heap.fill(0, address / 4, (address + now) / 4);
    }
    return address;
  }

  /** Puts integers where kernels can read them; valid until the next call with this name. */
  table(name: string, values: readonly number[]): number {
    const address = this.arena(name, values.length);
    this.heap.set(values, address / 4);
    return address;
  }

  /**
   * Runs a kernel: the native one where there is one for this task, else that of native/wasm, which has the same result.
   *
   * @param units pieces of work; which thread computes which is left to chance.
   * @param args the fields of the kernel's struct in order, floats through {@link floatBits}.
   * @param scratch floats of memory that each thread has for itself.
   * @param alone true for work that is not worth waking a thread.
   */
  run(
    kernel: string,
    units: number,
    args: readonly number[],
    {scratch = 0, alone = false}: {scratch?: number; alone?: boolean} = {},
  ): void {
    if (this.native?.run(kernel, args, alone) === true) {
      return;
    }
    const index = this.#exports[kernel];
    if (index === undefined || args.length > 64) {
      throw new Error(`internal: no kernel ${kernel} with ${args.length} arguments; please report this.`);
    }
    // An odd number of cache lines between the threads' pieces.
    const stride = 4 * (Math.ceil(scratch / 32) * 32 + 16);
    const scratchAt = scratch === 0 ? 0 : this.arena('scratch', (stride / 4) * this.threads);
    const shared = !alone && units > 1 && this.threads > 1;
    if (shared && this.#workers.length === 0) {
      this.#startThreads();
    }
    if (shared) {
      this.native?.rest();
    }
    const heap = this.heap;
    const control = this.#control / 4;
    heap[control + UNITS] = units;
    heap[control + KERNEL] = index();
    heap[control + SCRATCH] = scratchAt;
    heap[control + SCRATCH_STRIDE] = stride;
    heap.set(args, control + ARGS);
    if (shared) {
      this.#exports.run(this.#control);
    } else {
      this.#exports.run_alone(this.#control);
    }
  }

  /** Ends the threads and frees the memory. */
  dispose(): void {
    if (this.#disposed) {
      return;
    }
    for (const compute of [...this.deferrals]) {
      compute();
    }
    this.#disposed = true;
    this.native?.dispose();
    this.#exports.stop(this.#control);
    for (const worker of this.#workers) {
      worker.terminate();
    }
    for (const {address} of this.#arenas.values()) {
      this.backend.wasm._free(address);
    }
    this.#arenas.clear();
    // A thread may still be about to look at the control block or its stack: those stay.
    if (this.#workers.length === 0) {
      for (const block of this.#blocks) {
        this.backend.wasm._free(block);
      }
    }
  }

  /** Bytes of a tensor, of which there is room. */
  #checkRoom(shape: readonly number[]): number {
    const bytes = shape.reduce((product, length) => product * length, 4);
    // Beyond the end, the allocator of tfjs-wasm wraps around and returns memory that is in use: check before that.
    if (bytes > MOST_BYTES || tf.engine().state.numBytes + bytes > ALL_BYTES) {
      throw exhausted(`a tensor of shape [${shape.join(', ')}]`, this.memory);
    }
    return bytes;
  }

  #startThreads(): void {
    const {startThread, kernels} = this.#options;
    for (let thread = 1; thread < this.threads && startThread !== undefined; thread++) {
      const stack = this.#allocate(STACK_BYTES) + STACK_BYTES;
      this.#workers.push(
        startThread({module: kernels.module, memory: this.memory, stack, control: this.#control, thread}),
      );
    }
  }

  #allocate(bytes: number): number {
    const block = malloc(this.backend, bytes + 64, this.memory);
    this.#blocks.push(block);
    return Math.ceil(block / 64) * 64;
  }
}

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

/** Returns the integer with the same bits as a float. */
export function floatBits(value: number): number {
  floats[0] = value;
  return bits[0] ?? 0;
}

/** The memory that a wasm backend keeps its tensors in. */
export function heapOf(backend: WasmBackend): WebAssembly.Memory {
  const memory = backend.wasm.asm?.memory ?? backend.wasm.wasmMemory;
  if (memory === undefined) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'useWasm',
      problem: 'the heap of this wasm backend cannot be found.',
      expected: 'a build of @tensorflow/tfjs-backend-wasm that exposes its memory, as version 4.22 does',
      received: 'neither wasm.asm.memory nor wasm.wasmMemory',
      fix: installLine('@tensorflow/tfjs-backend-wasm@4.22.0'),
    });
  }
  return memory;
}

function malloc(backend: WasmBackend, bytes: number, memory: WebAssembly.Memory): number {
  const address = bytes <= MOST_BYTES ? backend.wasm._malloc(bytes) >>> 0 : 0;
  if (address === 0 || address + bytes > memory.buffer.byteLength) {
    throw exhausted(`${bytes} bytes`, memory);
  }
  return address;
}

function exhausted(wanted: string, memory: WebAssembly.Memory): AlexNetError {
  return new AlexNetError({
    code: 'unsupported',
    where: 'the wasm backend',
    problem: 'its heap is exhausted.',
    expected: 'tensors of less than 2 GiB each and 4 GiB in all, the most that WebAssembly can address',
    received: `${wanted} more, beside ${memory.buffer.byteLength} bytes`,
    fix: 'use a smaller batch, or dispose what is no longer needed',
  });
}

/** A page's own thread is not allowed to wait: there the main thread spins. */
function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
