import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** A function that splats a byte over a vector: valid where the engine has SIMD. */
const WITH_SIMD = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/**
 * Returns why the file that tfjs-wasm loads on this engine cannot be used, or undefined. TensorFlow.js itself only
 * reports that its backend did not start, after many warnings.
 *
 * @param folder - Folder of the `.wasm` files.
 */
export function whyNotWasmFile(folder: string): string | undefined {
  const name = WebAssembly.validate(WITH_SIMD) ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm';
  const file = join(folder, name);
  try {
    return WebAssembly.validate(readFileSync(file)) ? undefined : `${file} is cut short or was changed`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
