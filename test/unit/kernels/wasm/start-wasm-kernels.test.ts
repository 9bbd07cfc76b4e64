// @isolated: replaces kernels and looks at which are registered.
import {availableParallelism} from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import {describe, expect, it} from 'vitest';
import type {NativeAddon, NativeChoice} from '../../../../src/kernels/wasm/compiled/host/native-kernels';
import {wasmHost} from '../../../../src/kernels/wasm/compiled/register-compiled';
import {startWasmKernels} from '../../../../src/kernels/wasm/start-wasm-kernels';
import {withSharedHeap} from '../../../../src/kernels/wasm/compiled/host/shared-heap';

const product = (): number | undefined =>
  tf.tidy(() => tf.matMul(tf.ones([70, 80]), tf.ones([80, 90])).dataSync()[5]);

describe('startWasmKernels', () => {
  it('computes on one thread where the heap is not shared, and says why', async () => {
    await tf.setBackend('wasm');
    const report = await startWasmKernels({threads: 2, winograd: true});
    expect(report).toMatchObject({threads: 1, kernels: 'relaxed'});
    expect(report.oneThreadBecause).toContain('started before useWasm()');
    expect(product()).toBe(80);
    expect(await startWasmKernels({threads: 1, winograd: true})).toEqual({threads: 1, kernels: 'relaxed'});
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
  });

  it('takes a thread for each processor without being told, and keeps what is there when asked for the same', async () => {
    await withSharedHeap(() => tf.setBackend('wasm'));
    const report = await startWasmKernels({winograd: true});
    expect(report).toEqual({threads: Math.min(8, availableParallelism()), kernels: 'relaxed'});
    const host = wasmHost();
    await startWasmKernels({winograd: true});
    expect(wasmHost()).toBe(host);
    await startWasmKernels({winograd: false});
    expect(wasmHost()).not.toBe(host);
  });

  it('computes without an addon that does not start, and says why', async () => {
    const fail = (): never => {
      throw new Error('no room for threads');
    };
    const opened: number[] = [];
    const addon = {open: () => opened.push(1), peek: () => 0, close: () => opened.pop()};
    for (const [broken, because] of [
      [{open: fail}, 'no room for threads'],
      [addon, 'addons of this engine do not see the memory of WebAssembly'],
    ] as const) {
      const findNative = (): NativeChoice => ({addon: broken as unknown as NativeAddon, isa: 'avx2'});
      const options = {threads: 2, winograd: broken === addon, findNative};
      const report = await startWasmKernels(options);
      expect(report).toEqual({threads: 2, kernels: 'relaxed', notNative: {because}});
      const host = wasmHost();
      expect(await startWasmKernels(options)).toEqual(report);
      expect(wasmHost()).toBe(host);
      expect(product()).toBe(80);
    }
    expect(opened).toEqual([]);
  });

  it('has no native kernels beside those that round otherwise', async () => {
    const findNative = (): never => {
      throw new Error('looked for');
    };
    const {notNative} = await startWasmKernels({threads: 1, winograd: true, simd: 'plain', findNative});
    expect(notNative?.because).toContain('no relaxed SIMD');
  });

  it('computes with the plain module too', async () => {
    expect(await startWasmKernels({threads: 2, winograd: true, simd: 'plain'})).toEqual({
      threads: 2,
      kernels: 'plain',
    });
    expect(product()).toBe(80);
  });
});
