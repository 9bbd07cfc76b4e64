import {BYTES as PLAIN} from '../../generated/plain-kernels.wasm';
import {BYTES as RELAXED} from '../../generated/relaxed-kernels.wasm';
import {withImportedMemory} from './wasm-binary';

/** The kernels, compiled. */
export interface CompiledKernels {
  module: WebAssembly.Module;
  /** `relaxed`: product and sum are one instruction with one rounding, about a sixth faster. */
  simd: 'plain' | 'relaxed';
}

/** Options of {@link compileKernels}. */
export interface CompileKernelsOptions {
  /** Whether the heap that they will stand on is shared. */
  shared: boolean;
  /** Default: relaxed where the engine supports it. */
  simd?: 'plain' | 'relaxed';
}

/** Compiles the better of the two modules that this engine takes; undefined where it has no SIMD. */
export async function compileKernels(options: CompileKernelsOptions): Promise<CompiledKernels | undefined> {
  const wanted = options.simd === undefined ? (['relaxed', 'plain'] as const) : [options.simd];
  for (const simd of wanted) {
    const bytes = Uint8Array.from(atob(simd === 'relaxed' ? RELAXED : PLAIN), letter => letter.charCodeAt(0));
    const variant = withImportedMemory(bytes, options) as BufferSource;
    if (WebAssembly.validate(variant) || (simd === 'relaxed' && (await enableRelaxed(variant)))) {
      return {module: await WebAssembly.compile(variant), simd};
    }
  }
  return undefined;
}

/** Node 20 has relaxed SIMD behind a flag of V8, which may be set at any time before a module is compiled. */
async function enableRelaxed(bytes: BufferSource): Promise<boolean> {
  const version = (globalThis as {process?: {versions?: {node?: string}}}).process?.versions?.node;
  if (version === undefined) {
    return false;
  }
  // A variable: bundlers for pages must not look for it.
  const v8Module: string = 'node:v8';
  const v8 = (await import(/* @vite-ignore */ v8Module)) as {setFlagsFromString(flag: string): void};
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(bytes);
}
