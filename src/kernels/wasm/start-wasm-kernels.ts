import type * as osModule from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import {builtinModule, nodeVersion} from '../../core/builtin-module';
import {registerComposedGradients} from './composed/composed-gradients';
import {alignHeap} from './compiled/host/aligned-heap';
import {compileKernels} from './compiled/host/compile-kernels';
import {
  NativeKernels,
  type NativeFinder,
  type NativeIsa,
  type NoNative,
} from './compiled/host/native-kernels';
import {heapOf, WasmHost, type WasmBackend} from './compiled/host/wasm-host';
import {wasmHost, registerCompiled, unregisterCompiled} from './compiled/register-compiled';
import {whyNotShared} from './compiled/host/shared-heap';
import {findThreads} from './compiled/host/worker-threads';

/** Options of {@link startWasmKernels}. */
export interface StartWasmKernelsOptions {
  /** Threads that are wanted. Default: one for each processor, at most 8. */
  threads?: number | undefined;
  /** Whether convolutions use Winograd's method: where it is worthwhile, or ('always') wherever it is possible. */
  winograd: boolean | 'always';
  /** Default: relaxed where the engine supports it. */
  simd?: 'plain' | 'relaxed';
  /** Looks for native kernels. Default: none are used. */
  findNative?: NativeFinder;
}

/** Result of {@link startWasmKernels}. */
export interface WasmKernelsReport {
  /** Threads that will compute. */
  threads: number;
  /** Which of the two modules is in use; `none` without SIMD: then the kernels are those of tfjs. */
  kernels: 'plain' | 'relaxed' | 'none';
  /** Reason why there is one thread although more were requested. */
  oneThreadBecause?: string;
  /** Instruction set of the native kernels, where they are in use. */
  native?: NativeIsa;
  /** Why they are not, where they were looked for. */
  notNative?: NoNative;
}

/** Puts the kernels of native/wasm in place on the wasm backend in use. */
export async function startWasmKernels(options: StartWasmKernelsOptions): Promise<WasmKernelsReport> {
  const {winograd, simd} = options;
  const backend = tf.backend() as unknown as WasmBackend;
  alignHeap(backend.wasm);
  const wanted = options.threads ?? processors();
  const shared = isShared(heapOf(backend));
  const startThread = shared ? findThreads() : undefined;
  const threads = startThread === undefined ? 1 : wanted;
  const because = threads < wanted ? {oneThreadBecause: whyOneThread(shared)} : {};
  const kernels = await compileKernels({shared, ...(simd === undefined ? {} : {simd})});
  if (kernels === undefined) {
    registerComposedGradients();
    return {threads: 1, kernels: 'none', ...because};
  }
  const found = kernels.simd === 'relaxed' ? options.findNative?.() : options.findNative && ROUNDS_OTHERWISE;
  const asked = found !== undefined && 'isa' in found ? found.isa : undefined;
  const current = wasmHost();
  const same =
    current?.backend === backend &&
    current.threads === threads &&
    current.winograd === winograd &&
    current.simd === kernels.simd &&
    asked === (current.native?.isa ?? refusals.get(current)?.asked);
  const host = same ? current : new WasmHost(backend, {kernels, threads, winograd, startThread});
  if (!same) {
    // Composed kernels stand between those of tfjs and ours, for what ours do not take: never above ours.
    unregisterCompiled();
    registerComposedGradients();
    registerCompiled(host);
    if (found !== undefined && 'isa' in found) {
      try {
        host.native = NativeKernels.start(found, backend, threads);
      } catch (error) {
        refusals.set(host, {
          asked: found.isa,
          because: error instanceof Error ? error.message : String(error),
        });
      }
    }
  }
  const notNative = found !== undefined && 'because' in found ? found : reasonOf(refusals.get(host));
  host.notNative = notNative;
  return {
    threads,
    kernels: kernels.simd,
    ...because,
    ...(host.native === undefined ? {} : {native: host.native.isa}),
    ...(notNative === undefined ? {} : {notNative}),
  };
}

/** Why an addon that was found did not start, by the host that it was for. */
const refusals = new WeakMap<WasmHost, NoNative & {asked: NativeIsa}>();
const ROUNDS_OTHERWISE: NoNative = {
  because: 'the kernels in WebAssembly round otherwise here: this engine has no relaxed SIMD',
};

function reasonOf(refusal: NoNative | undefined): NoNative | undefined {
  return refusal && {because: refusal.because};
}

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer === 'function' && memory.buffer instanceof SharedArrayBuffer;
}

function whyOneThread(shared: boolean): string {
  return shared
    ? 'there are no workers here'
    : (whyNotShared() ??
        'the wasm backend had been started before useWasm(), with a heap that is not shared');
}

/** Beyond 8, memory is the limit and not the processors. */
function processors(): number {
  const {navigator} = globalThis as {navigator?: {hardwareConcurrency?: number}};
  const count =
    navigator?.hardwareConcurrency ??
    (nodeVersion() === undefined ? 1 : builtinModule<typeof osModule>('node:os').availableParallelism());
  return Math.max(1, Math.min(8, count));
}
