import * as tf from '@tensorflow/tfjs-core';
import {withSharedMemory} from './wasm-binary';

/** An export that identifies the modules of tfjs-wasm. */
const MARK = 'init_with_threads_count';
/** The flag by which tfjs-wasm takes its build with threads of its own. */
const OWN_THREADS = 'WASM_HAS_MULTITHREAD_SUPPORT';

/** Returns whether threads can share memory here: in pages if they are cross-origin isolated; in Node always. */
export function canShareMemory(): boolean {
  const isolated = (globalThis as {crossOriginIsolated?: boolean}).crossOriginIsolated;
  return typeof SharedArrayBuffer === 'function' && isolated !== false;
}

/**
 * Starts something that instantiates tfjs-wasm, so that its heap is shared. While `start` runs, the module's bytes are
 * changed on their way to the engine: `setWasmPaths` would need a changed copy in a file. Other modules pass as they
 * are.
 *
 * The build of tfjs-wasm with threads of its own, which it takes in isolated pages, has a shared heap, but then two pools
 * of threads would stand in each other's way, and a page would round differently from Node: the other one is started.
 */
export async function withSharedHeap<T>(start: () => Promise<T>): Promise<T> {
  if (!canShareMemory()) {
    return await start();
  }
  const ownThreads = await tf.env().getAsync(OWN_THREADS);
  const engine = WebAssembly as unknown as Record<'instantiate' | 'instantiateStreaming', unknown>;
  const {instantiate, instantiateStreaming} = engine;
  engine.instantiate = (source: WebAssembly.Module | BufferSource, imports?: WebAssembly.Imports) =>
    (instantiate as (source: unknown, imports?: WebAssembly.Imports) => unknown)(
      source instanceof WebAssembly.Module ? source : shared(source),
      imports,
    );
  // Without streaming, tfjs-wasm fetches the bytes and comes through the function above.
  engine.instantiateStreaming = undefined;
  tf.env().set(OWN_THREADS, false);
  try {
    return await start();
  } finally {
    Object.assign(engine, {instantiate, instantiateStreaming});
    tf.env().set(OWN_THREADS, ownThreads);
  }
}

function shared(source: BufferSource): BufferSource {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return isTfjs(bytes) ? ((withSharedMemory(bytes) as BufferSource | undefined) ?? source) : source;
}

function isTfjs(bytes: Uint8Array): boolean {
  const codes = Array.from(MARK, letter => letter.charCodeAt(0));
  for (let at = bytes.indexOf(codes[0] ?? 0); at >= 0; at = bytes.indexOf(codes[0] ?? 0, at + 1)) {
    if (codes.every((code, i) => bytes[at + i] === code)) {
      return true;
    }
  }
  return false;
}
