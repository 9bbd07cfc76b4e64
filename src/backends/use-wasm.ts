import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import {withSharedHeap} from '../kernels/wasm/compiled/host/shared-heap';
import {repairLine} from './repair-line';

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
   * Folder of the `.wasm` files of `@tensorflow/tfjs-backend-wasm`: a path or URL that ends in `/`. Needed in pages,
   * and where a bundler moved the backend's code away from its files. Default: beside that code.
   */
  wasmPath?: string;
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
  const check = checksFor('useWasm');
  check.knownKeys('option', options, ['threads', 'winograd', 'wasmPath']);
  const {winograd = true} = options;
  if (typeof winograd !== 'boolean') {
    check.oneOf('winograd', winograd, ['always']);
  }
  const threads =
    options.threads === undefined ? undefined : check.integer('threads', options.threads, 1, 64);
  const wasm = await import('@tensorflow/tfjs-backend-wasm').catch((cause: unknown) => {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'useWasm',
      problem: 'the package of the wasm backend cannot be loaded.',
      expected: '@tensorflow/tfjs-backend-wasm beside @tensorflow/tfjs-core',
      received: firstLine(cause),
      fix: repairLine('@tensorflow/tfjs-backend-wasm', cause, '@4'),
      cause,
    });
  });
  if (options.wasmPath !== undefined && !('wasm' in tf.engine().registry)) {
    wasm.setWasmPaths(options.wasmPath);
  }
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  // setBackend returns `false` if a backend did not start, and throws on some failures.
  const started = await withSharedHeap(() => tf.setBackend('wasm')).catch((cause: unknown) =>
    firstLine(cause),
  );
  if (started !== true) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'useWasm',
      problem: 'the wasm backend did not start.',
      expected: `the .wasm files of @tensorflow/tfjs-backend-wasm at ${options.wasmPath ?? 'the place of its code'}`,
      received: started === false ? 'an engine that refused them' : started,
      fix: "pass {wasmPath: '…/node_modules/@tensorflow/tfjs-backend-wasm/dist/'}, the folder with these files",
    });
  }
  // Only callers that use the kernels load their bytes.
  const {startWasmKernels} = await import('../kernels/wasm/start-wasm-kernels');
  return {backend: 'wasm', simd: simd === true, ...(await startWasmKernels({threads, winograd}))};
}

function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n')[0] ?? '';
}
