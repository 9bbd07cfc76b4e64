import {describe, expect, it} from 'vitest';
import {canShareMemory, withSharedHeap} from '../../../../../src/kernels/wasm/native/shared-heap';

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
});
