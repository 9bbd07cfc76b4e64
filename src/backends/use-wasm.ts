import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import {registerComposedGradients} from '../kernels/wasm/composed-gradients';

export interface UseWasmOptions {
  /** Threads that compute. Default 1, and nothing else yet: tfjs-wasm has its threads switched off in Node. */
  threads?: number;
  /**
   * Where the `.wasm` files of `@tensorflow/tfjs-backend-wasm` lie: a folder or URL that ends in `/`. Needed in pages,
   * and where a bundler moved the backend's code away from its files. Default: beside that code.
   */
  wasmPath?: string;
}

/** What {@link useWasm} switched on. */
export interface WasmReport {
  /** Always `wasm`; the same field as in other backends' reports. */
  backend: 'wasm';
  /** Threads that compute. */
  threads: number;
  /** Whether the engine's vector instructions are used; without them everything is several times slower. */
  simd: boolean;
}

/**
 * Makes `wasm` the backend of TensorFlow.js and registers the kernels that training needs and stock tfjs-wasm lacks.
 *
 * Calling it again is harmless.
 *
 * @example
 * const {simd} = await useWasm();
 */
export async function useWasm(options: UseWasmOptions = {}): Promise<WasmReport> {
  const check = checksFor('useWasm');
  check.knownKeys('option', options, ['threads', 'wasmPath']);
  const threads = check.integer('threads', options.threads ?? 1, 1);
  if (threads !== 1) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'useWasm',
      problem: 'the wasm backend computes on one thread.',
      expected: 'threads = 1',
      received: `threads = ${threads}`,
      fix: 'leave threads out, or set it to 1',
    });
  }
  const wasm = await import('@tensorflow/tfjs-backend-wasm').catch((cause: unknown) => {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'useWasm',
      problem: 'the package of the wasm backend cannot be loaded.',
      expected: '@tensorflow/tfjs-backend-wasm beside @tensorflow/tfjs-core',
      received: firstLine(cause),
      fix: 'npm i @tensorflow/tfjs-backend-wasm@4',
      cause,
    });
  });
  if (options.wasmPath !== undefined && !('wasm' in tf.engine().registry)) {
    wasm.setWasmPaths(options.wasmPath);
  }
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  // setBackend says by `false` that a backend did not start, and on some failures throws.
  const started = await tf.setBackend('wasm').catch((cause: unknown) => firstLine(cause));
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
  registerComposedGradients();
  return {backend: 'wasm', threads, simd: simd === true};
}

function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n')[0] ?? '';
}
