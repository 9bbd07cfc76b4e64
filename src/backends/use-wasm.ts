import type * as wasmBackend from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import {withSharedHeap} from '../kernels/wasm/compiled/host/shared-heap';
import type {NativeFinder, NativeIsa, NoNative} from '../kernels/wasm/compiled/host/native-kernels';
import type {StartWasmKernelsOptions} from '../kernels/wasm/start-wasm-kernels';
import {queueStart} from './queue-start';
import {repairLine} from './repair-line';

import {startTfjsWasm} from './start-tfjs-wasm';
import {CARRIED_VERSION, carriedModule, readTfjsWasm} from './tfjs-wasm-file';

const WHERE = 'useWasm';

/** Options of {@link useWasm}. */
export interface UseWasmOptions {
  /**
   * Number of threads. ≥ 1. Default: one for each processor, at most 8. The results are the same for any number. Where
   * memory cannot be shared (a page that is not cross-origin isolated) there is one thread; the report says why.
   */
  threads?: number;
  /**
   * Whether convolutions of 3 × 3 and 5 × 5 at stride 1, and 11 × 11 at stride 4, use Winograd's method:
   * a third of the multiplications, and errors of up to 1e-5 of a layer's largest value instead of 1e-6. `true`, the
   * default: in layers of at least two million multiplications an image, as in AlexNet; smaller layers (all of
   * `alexnet-mini`) take little time and keep the smaller error. `'always'`: small layers too. `false`: none.
   */
  winograd?: boolean | 'always';
  /**
   * Folder of the `.wasm` files of `@tensorflow/tfjs-backend-wasm`: a path or URL that ends in `/`. Not needed: this
   * package carries the files of tfjs-wasm 4.22.0, and loads them with its own code. Default: those, and for another
   * version beside the code of the backend.
   */
  wasmPath?: string;
  /**
   * Whether native kernels may be used: in Node, an addon of this package, which has the vectors of the processor (AVX2,
   * AVX-512). It computes the same bits. Default true; `ALEXNET_NATIVE=0` in the environment switches them off, too.
   */
  native?: boolean;
}

/** Result of {@link useWasm}. */
export interface WasmReport {
  /** Always `wasm`; the same field as in other backends' reports. */
  backend: 'wasm';
  /** Number of threads. */
  threads: number;
  /** Whether the engine's vector instructions are used; without them everything is several times slower. */
  simd: boolean;
  /** The kernels of this library in use: `relaxed` has fused multiply-add, `none` keeps those of TensorFlow.js. */
  kernels: 'relaxed' | 'plain' | 'none';
  /** Why there is one thread though more were asked for. */
  oneThreadBecause?: string;
  /** Instruction set of the native kernels, where they are in use; what they lack is run by `kernels`. */
  native?: NativeIsa;
  /** Why there are no native kernels in this Node, and what to type where that helps. */
  notNative?: NoNative;
}

/**
 * Makes `wasm` the backend of TensorFlow.js and registers kernels for training: those that stock tfjs-wasm lacks, and
 * faster ones for those that it has. They work on several threads on the backend's own memory.
 *
 * A second call with other options changes them; one with the same options changes nothing. The threads do not keep a
 * process alive, and end with the backend (`tf.removeBackend('wasm')`).
 *
 * Pitfall: called after `tf.setBackend('wasm')` there is one thread: the memory of the backend is then not shared.
 *
 * @example
 * const {threads} = await useWasm(); // 2 on two processors
 */
export async function useWasm(options: UseWasmOptions = {}): Promise<WasmReport> {
  return await useWasmWith(options, undefined);
}

/** {@link useWasm} with native kernels, where `findNative` finds them. */
export async function useWasmWith(
  options: UseWasmOptions,
  findNative: NativeFinder | undefined,
): Promise<WasmReport> {
  const check = checksFor(WHERE);
  check.knownKeys('option', options, ['threads', 'winograd', 'wasmPath', 'native']);
  const {winograd = true, native = true} = options;
  if (typeof winograd !== 'boolean') {
    check.oneOf('winograd', winograd, ['always']);
  }
  check.boolean('native', native);
  const find: NativeFinder | undefined =
    findNative && !native ? () => ({because: '{native: false} switches them off'}) : findNative;
  const threads =
    options.threads === undefined ? undefined : check.integer('threads', options.threads, 1, 64);
  return await queueStart(() => startWith({threads, winograd, wasmPath: options.wasmPath, findNative: find}));
}

type CheckedOptions = {threads: number | undefined; wasmPath: string | undefined} & Pick<
  StartWasmKernelsOptions,
  'winograd'
> & {findNative: NativeFinder | undefined};

async function startWith({threads, winograd, wasmPath, findNative}: CheckedOptions): Promise<WasmReport> {
  const wasm = await loadBackend();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const started = await start(wasm, simd === true, wasmPath);
  if (!started) {
    throw notStarted('false from tf.setBackend');
  }
  // Only callers that use the kernels load their bytes.
  const {startWasmKernels} = await import('../kernels/wasm/start-wasm-kernels');
  return {
    backend: 'wasm',
    simd: simd === true,
    ...(await startWasmKernels({threads, winograd, ...(findNative === undefined ? {} : {findNative})})),
  };
}

type WasmPackage = typeof wasmBackend;

async function loadBackend(): Promise<WasmPackage> {
  try {
    const loaded = await import('@tensorflow/tfjs-backend-wasm');
    // A CommonJS module imported from ESM may have its exports under `default`.
    const {default: inner} = loaded as unknown as {default?: WasmPackage};
    return 'setWasmPaths' in loaded ? loaded : (inner ?? loaded);
  } catch (cause) {
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: 'the package of the wasm backend cannot be loaded.',
      expected: '@tensorflow/tfjs-backend-wasm beside @tensorflow/tfjs-core',
      received: firstLine(cause),
      fix: repairLine('@tensorflow/tfjs-backend-wasm', cause, '@4'),
      cause,
    });
  }
}

async function start(wasm: WasmPackage, simd: boolean, wasmPath: string | undefined): Promise<boolean> {
  const name = simd ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm';
  const {version_wasm: version}: {version_wasm: string} = wasm;
  const isCarried = version === CARRIED_VERSION;
  if ('wasm' in tf.engine().registry || (wasmPath === undefined && !isCarried)) {
    return await setBackend(() => withSharedHeap(() => tf.setBackend('wasm')));
  }
  const bytes = wasmPath === undefined ? await carriedModule(name) : await readTfjsWasm(wasmPath, name);
  return await setBackend(() => startTfjsWasm(wasm, name, bytes));
}

async function setBackend(begin: () => Promise<boolean>): Promise<boolean> {
  try {
    return await begin();
  } catch (cause) {
    throw notStarted(firstLine(cause), cause);
  }
}

function notStarted(received: string, cause?: unknown): AlexNetError {
  const isForbidden = /content security policy|\bCSP\b|unsafe-eval|disallowed by embedder/i.test(received);
  const isEarlier = /already initialized/.test(received);
  return new AlexNetError({
    code: 'unsupported',
    where: WHERE,
    problem: 'the wasm backend did not start.',
    expected: 'an engine that instantiates the module of @tensorflow/tfjs-backend-wasm',
    received,
    fix: isForbidden
      ? "allow 'wasm-unsafe-eval' in the script-src of the page's Content-Security-Policy"
      : isEarlier
        ? "call useWasm() instead of tf.setBackend('wasm'), which failed before, and start the program again"
        : 'use another backend: cpu runs everywhere (@tensorflow/tfjs-backend-cpu), webgl and webgpu in browsers',
    cause,
  });
}

function firstLine(thrown: unknown): string {
  const {message} = thrown as {message?: unknown};
  return (typeof message === 'string' ? message : String(thrown)).split('\n')[0] ?? '';
}
