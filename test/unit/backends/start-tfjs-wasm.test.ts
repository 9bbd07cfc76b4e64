// @isolated: removes and replaces backends.
import '@tensorflow/tfjs-backend-cpu';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {expect, describe, it} from 'vitest';
import {startTfjsWasm} from '../../../src/backends/start-tfjs-wasm';
import {carriedModule} from '../../../src/backends/tfjs-wasm-file';

const SIMD = 'tfjs-backend-wasm-simd.wasm';
const sumOf = (): number | undefined => tf.sum(tf.ones([5])).dataSync()[0];

describe('startTfjsWasm', () => {
  it('throws what the engine throws, leaves the backend of before in use, and can start again', async () => {
    await tf.setBackend('cpu');
    const module = await carriedModule(SIMD);
    const damaged = module.slice();
    // In the code, so that the engine refuses it.
    damaged.fill(0xff, 300_000, 300_100);
    await expect(startTfjsWasm(wasm, SIMD, damaged)).rejects.toThrow(/WebAssembly/);
    expect(tf.getBackend()).toBe('cpu');
    expect(sumOf()).toBe(5);
    expect(await startTfjsWasm(wasm, SIMD, module)).toBe(true);
    expect(tf.getBackend()).toBe('wasm');
    expect(sumOf()).toBe(5);
  });

  it('leaves the bytes where TensorFlow.js finds them when it starts the backend once more', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    expect(await tf.setBackend('wasm')).toBe(true);
    expect(sumOf()).toBe(5);
    tf.removeBackend('wasm');
  });
});
