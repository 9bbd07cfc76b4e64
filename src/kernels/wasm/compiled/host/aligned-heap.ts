import type {WasmBackend} from './wasm-host';

/** A line of the cache, and the widest vector of a processor. */
export const ALIGNMENT = 64;

type Allocator = Pick<WasmBackend['wasm'], '_malloc' | '_free'>;

const aligned = new WeakSet<Allocator>();

/**
 * Makes every allocation of a module of tfjs-wasm begin at a multiple of 64 bytes. Its own allocator returns multiples
 * of 8, so most accesses of a vector would touch two lines of the cache.
 *
 * tfjs-wasm and this library allocate tensors by these two functions only. What C++ allocates itself and JavaScript
 * frees (the results of non-max suppression) passes through. A second call for a module changes nothing.
 */
export function alignHeap(wasm: Allocator): void {
  if (aligned.has(wasm)) {
    return;
  }
  aligned.add(wasm);
  // The first call replaces each function of Emscripten by the one of the module.
  wasm._free(wasm._malloc(8));
  const allocate = wasm._malloc.bind(wasm);
  const free = wasm._free.bind(wasm);
  /** Address from the allocator, by the aligned address that was returned for it. */
  const blocks = new Map<number, number>();
  wasm._malloc = bytes => {
    const block = allocate(bytes + ALIGNMENT) >>> 0;
    if (block === 0) {
      return 0;
    }
    const address = Math.ceil(block / ALIGNMENT) * ALIGNMENT;
    if (address !== block) {
      blocks.set(address, block);
    }
    return address;
  };
  wasm._free = address => {
    // tfjs-wasm passes null for a tensor of strings, which has no memory.
    const key = (address as number | null) === null ? 0 : address >>> 0;
    const block = blocks.get(key);
    blocks.delete(key);
    free(block ?? key);
  };
}
