import {describe, expect, it} from 'vitest';
import {compileKernels} from '../../../../../../src/kernels/wasm/compiled/host/compile-kernels';
import {findThreads} from '../../../../../../src/kernels/wasm/compiled/host/worker-threads';

describe('findThreads', () => {
  it('starts a thread that serves on the given memory until it is told to stop', async () => {
    const {module} = (await compileKernels({shared: true}))!;
    const memory = new WebAssembly.Memory({initial: 16, maximum: 65535, shared: true});
    const start = findThreads();
    const control = 1024;
    const thread = start!({module, memory, stack: 3 * 65536, control, thread: 1});
    const words = new Int32Array(memory.buffer);
    const STARTED = control / 4 + 12;
    for (let i = 0; i < 1000 && Atomics.load(words, STARTED) === 0; i++) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    expect(Atomics.load(words, STARTED)).toBe(1);
    thread.terminate();
  });
});
