import type * as v8Module from 'node:v8';
import {builtinModule, nodeVersion} from '../../../../core/builtin-module';
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

/** Compiled modules by instruction set and kind of heap: a second start of the backend compiles nothing. */
const modules = new Map<string, WebAssembly.Module>();

/** Compiles the better of the two modules that this engine takes; undefined where it has no SIMD. */
export async function compileKernels(options: CompileKernelsOptions): Promise<CompiledKernels | undefined> {
  const wanted = options.simd === undefined ? (['relaxed', 'plain'] as const) : [options.simd];
  for (const simd of wanted) {
    const key = `${simd}, ${options.shared ? 'shared' : 'own'} heap`;
    const known = modules.get(key);
    if (known !== undefined) {
      return {module: known, simd};
    }
    const bytes = Uint8Array.from(atob(simd === 'relaxed' ? RELAXED : PLAIN), letter => letter.charCodeAt(0));
    const variant = withImportedMemory(bytes, options) as BufferSource;
    if (WebAssembly.validate(variant) || (simd === 'relaxed' && enableRelaxed(variant))) {
      const module = await WebAssembly.compile(variant);
      modules.set(key, module);
      return {module, simd};
    }
  }
  return undefined;
}

/** Node 20 has relaxed SIMD behind a flag of V8, which may be set at any time before a module is compiled. */
function enableRelaxed(bytes: BufferSource): boolean {
  if (nodeVersion() === undefined) {
    return false;
  }
  try {
    const v8 = builtinModule<typeof v8Module>('node:v8');
    v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  } catch {
    // Bun has no such flags.
    return false;
  }
  return WebAssembly.validate(bytes);
}
