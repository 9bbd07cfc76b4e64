import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import {describe, expect, it} from 'vitest';
import {carriedModule} from '../../../../../../src/backends/tfjs-wasm-file';
import {canShareMemory, withSharedHeap} from '../../../../../../src/kernels/wasm/compiled/host/shared-heap';

/** An empty module. */
const OTHER = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0]);

describe('canShareMemory', () => {
  it('is true in Node, and in pages where they are isolated', () => {
    expect(canShareMemory()).toBe(true);
    const page = globalThis as {crossOriginIsolated?: boolean};
    page.crossOriginIsolated = false;
    expect(canShareMemory()).toBe(false);
    delete page.crossOriginIsolated;
  });
});

describe('withSharedHeap', () => {
  it('lets other modules pass, and puts the engine back as it was, also after a failure', async () => {
    const {instantiate, instantiateStreaming} = WebAssembly;
    const made = await withSharedHeap(() => WebAssembly.instantiate(OTHER));
    expect(made.instance).toBeInstanceOf(WebAssembly.Instance);
    const failed = withSharedHeap(() => Promise.reject(new Error('no start')));
    await expect(failed).rejects.toThrow('no start');
    expect([WebAssembly.instantiate, WebAssembly.instantiateStreaming]).toEqual([
      instantiate,
      instantiateStreaming,
    ]);
  });

  it('starts tfjs-wasm unshared where the engine has no room for a shared heap', async () => {
    const {instantiate} = WebAssembly;
    const module = await carriedModule('tfjs-backend-wasm-simd.wasm');
    const isShared: boolean[] = [];
    WebAssembly.instantiate = ((bytes: Uint8Array) => {
      isShared.push(Buffer.compare(bytes, module) !== 0);
      return isShared.length === 1 ? Promise.reject(new RangeError('no room')) : Promise.resolve('started');
    }) as typeof instantiate;
    try {
      expect(await withSharedHeap(() => WebAssembly.instantiate(module as BufferSource))).toBe('started');
    } finally {
      WebAssembly.instantiate = instantiate;
    }
    expect(isShared).toEqual([true, false]);
  });

  it('keeps tfjs-wasm from starting threads of its own, and lets it again afterwards', async () => {
    const flag = 'WASM_HAS_MULTITHREAD_SUPPORT';
    tf.env().set(flag, true);
    expect(await withSharedHeap(() => tf.env().getAsync(flag))).toBe(false);
    expect(await tf.env().getAsync(flag)).toBe(true);
  });
});
