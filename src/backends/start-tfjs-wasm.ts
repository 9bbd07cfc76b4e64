import type * as wasmBackend from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {withSharedHeap} from '../kernels/wasm/compiled/host/shared-heap';
import type {TfjsWasmName} from './tfjs-wasm-file';

type WasmPackage = Pick<typeof wasmBackend, 'setWasmPaths'>;

/** Starts the addresses at which the platform of TensorFlow.js finds bytes that are in memory. */
const IN_MEMORY = 'tfjs-alexnet-wasm:';

const modules = new Map<string, Uint8Array>();
const watched = new WeakSet<object>();

/**
 * Starts tfjs-wasm with these bytes. It fetches its module itself; so it gets an address that leads here, on every
 * platform: no file, no server and no security policy is involved.
 */
export async function startTfjsWasm(
  {setWasmPaths}: WasmPackage,
  name: TfjsWasmName,
  bytes: Uint8Array,
): Promise<boolean> {
  modules.set(`${IN_MEMORY}${name}`, bytes);
  serveFromMemory(tf.env().platform);
  setWasmPaths(IN_MEMORY, true);
  const THREADED = 'WASM_HAS_MULTITHREAD_SUPPORT';
  // A later start by TensorFlow.js alone must not ask for the build with threads, which has no address any more.
  tf.env().set(THREADED, false);
  return await startOrForget(() => withSharedHeap(() => tf.setBackend('wasm')));
}

/** Starts the backend. Where that throws, TensorFlow.js is as before, and does not wait for the backend for ever. */
async function startOrForget(start: () => Promise<boolean>): Promise<boolean> {
  const factory = tf.findBackendFactory('wasm');
  const before = (tf.engine().backendName as string | null | undefined) ?? 'wasm';
  try {
    return await start();
  } catch (error) {
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, WASM_PRIORITY);
    if (before !== 'wasm') {
      await tf.setBackend(before);
    }
    throw error;
  }
}

/** The priority with which tfjs-wasm registers its backend. */
const WASM_PRIORITY = 2;

function serveFromMemory(platform: tf.Environment['platform']): void {
  if (watched.has(platform)) {
    return;
  }
  watched.add(platform);
  const fetchElsewhere = platform.fetch.bind(platform);
  platform.fetch = async (path, init) => {
    const bytes = modules.get(path);
    return bytes === undefined
      ? await fetchElsewhere(path, init)
      : new Response(bytes as BufferSource, {headers: {'Content-Type': 'application/wasm'}});
  };
}
