import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import {describe, expect, it} from 'vitest';
import {carriedModule} from '../../../../../../src/backends/tfjs-wasm-file';
import {whyNotShared, withSharedHeap} from '../../../../../../src/kernels/wasm/compiled/host/shared-heap';

/** An empty module. */
const OTHER = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0]);

describe('whyNotShared', () => {
  it('is undefined in Node, and names the headers in a page without them, else what the browser lacks', () => {
    const page = globalThis as {crossOriginIsolated?: boolean; SharedArrayBuffer?: unknown};
    const {SharedArrayBuffer: shared} = page;
    expect(whyNotShared()).toBeUndefined();
    try {
      page.crossOriginIsolated = true;
      expect(whyNotShared()).toBeUndefined();
      page.SharedArrayBuffer = undefined;
      expect(whyNotShared()).toMatch(/no SharedArrayBuffer, even in a cross-origin isolated page/);
      page.crossOriginIsolated = false;
      expect(whyNotShared()).toContain('Cross-Origin-Embedder-Policy: require-corp');
    } finally {
      page.SharedArrayBuffer = shared;
      delete page.crossOriginIsolated;
    }
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
      expect(whyNotShared()).toBe('the engine refused a shared heap: no room');
      await withSharedHeap(() => WebAssembly.instantiate(module as BufferSource));
      expect(whyNotShared()).toBeUndefined();
    } finally {
      WebAssembly.instantiate = instantiate;
    }
    expect(isShared).toEqual([true, false, true]);
  });

  it('keeps tfjs-wasm from starting threads of its own, and lets it again afterwards', async () => {
    const flag = 'WASM_HAS_MULTITHREAD_SUPPORT';
    tf.env().set(flag, true);
    expect(await withSharedHeap(() => tf.env().getAsync(flag))).toBe(false);
    expect(await tf.env().getAsync(flag)).toBe(true);
  });
});
