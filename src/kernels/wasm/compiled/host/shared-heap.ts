import * as tf from '@tensorflow/tfjs-core';
import {isTfjsWasm, withSharedMemory} from './wasm-binary';

/** The flag by which tfjs-wasm takes its build with threads of its own. */
const OWN_THREADS = 'WASM_HAS_MULTITHREAD_SUPPORT';

/** Why the engine refused the shared heap of the backend that was started last, or undefined. */
let refusal: string | undefined;

/** Returns why threads cannot share memory here, or undefined: they can in Node, and in isolated pages of most browsers. */
export function whyNotShared(): string | undefined {
  const isolated = (globalThis as {crossOriginIsolated?: boolean}).crossOriginIsolated;
  if (isolated === false) {
    return 'the page is not cross-origin isolated, so memory cannot be shared (it needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)';
  }
  if (typeof SharedArrayBuffer !== 'function') {
    return 'this browser has no SharedArrayBuffer, even in a cross-origin isolated page (WebKitGTK: https://bugs.webkit.org/show_bug.cgi?id=317847)';
  }
  return refusal === undefined ? undefined : `the engine refused a shared heap: ${refusal}`;
}

/**
 * Starts something that instantiates tfjs-wasm, so that its heap is shared where memory can be shared. While `start` runs,
 * the module's bytes are changed on their way to the engine: `setWasmPaths` would need a changed copy in a file. Other
 * modules pass as they are.
 *
 * The build of tfjs-wasm with threads of its own, which it takes in isolated pages, has a shared heap, but then two pools
 * of threads would stand in each other's way, and a page would round differently from Node: the other one is started.
 *
 * Throws what the engine throws when it refuses the module, as under a security policy: TensorFlow.js itself does not
 * catch that, and waits for ever.
 */
export async function withSharedHeap<T>(start: () => Promise<T>): Promise<T> {
  const ownThreads = await tf.env().getAsync(OWN_THREADS);
  const engine = WebAssembly as unknown as Record<'instantiate' | 'instantiateStreaming', unknown>;
  const {instantiate, instantiateStreaming} = engine;
  const isRefused = new Promise<never>((_, refuse) => {
    engine.instantiate = (source: WebAssembly.Module | BufferSource, imports?: WebAssembly.Imports) => {
      const plainly = instantiate as Instantiate;
      const bytes = bytesOf(source);
      return bytes !== undefined && isTfjsWasm(bytes)
        ? instantiateTfjs(plainly, bytes, imports).catch((cause: unknown) => {
            refuse(cause instanceof Error ? cause : new Error(String(cause)));
            return new Promise(() => undefined);
          })
        : plainly(source, imports);
    };
  });
  // Without streaming, tfjs-wasm fetches the bytes and comes through the function above.
  engine.instantiateStreaming = undefined;
  tf.env().set(OWN_THREADS, false);
  try {
    return await Promise.race([start(), isRefused]);
  } finally {
    Object.assign(engine, {instantiate, instantiateStreaming});
    tf.env().set(OWN_THREADS, ownThreads);
  }
}

type Instantiate = (source: unknown, imports?: WebAssembly.Imports) => Promise<unknown>;

/** Some engines have no room for a shared memory that may grow to 4 GB: then the heap is not shared. */
async function instantiateTfjs(
  instantiate: Instantiate,
  bytes: Uint8Array,
  imports: WebAssembly.Imports | undefined,
): Promise<unknown> {
  refusal = undefined;
  const shared = whyNotShared() === undefined ? withSharedMemory(bytes) : undefined;
  try {
    return await instantiate(shared ?? bytes, imports);
  } catch (cause) {
    if (shared === undefined) {
      throw cause;
    }
    refusal = cause instanceof Error ? cause.message : String(cause);
    return await instantiate(bytes, imports);
  }
}

function bytesOf(source: WebAssembly.Module | BufferSource): Uint8Array | undefined {
  if (source instanceof WebAssembly.Module) {
    return undefined;
  }
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
