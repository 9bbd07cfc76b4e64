// @isolated: replaces kernels and looks at which are registered.
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {
  wasmHost,
  registerCompiled,
  unregisterCompiled,
} from '../../../../../src/kernels/wasm/compiled/register-compiled';
import {useCompiledKernels} from '../../../../support/compiled-kernels';

describe('registerCompiled', () => {
  it('puts kernels over those that were there, and unregisterCompiled takes them away again', async () => {
    await useCompiledKernels();
    const host = wasmHost()!;
    const ours = tf.getKernel('Conv2D', 'wasm').kernelFunc;
    unregisterCompiled();
    expect(wasmHost()).toBeUndefined();
    expect(tf.getKernel('GroupedConv2D', 'wasm')).toBeUndefined();
    const stock = tf.getKernel('Conv2D', 'wasm').kernelFunc;
    expect(stock).not.toBe(ours);
    await useCompiledKernels();
    expect(wasmHost()).not.toBe(host);
    unregisterCompiled();
    expect(tf.getKernel('Conv2D', 'wasm').kernelFunc).toBe(stock);
  });

  it('leaves integers and unsupported calls to the stock kernel', async () => {
    await useCompiledKernels();
    const sum = tf.add(tf.fill([5000], 2, 'int32'), tf.fill([5000], 3, 'int32'));
    expect([sum.dtype, sum.dataSync()[4999]]).toEqual(['int32', 5]);
    const gamma = tf.localResponseNormalization(tf.ones<tf.Rank.R4>([1, 1, 1, 4]), 1, 1, 1, 0.6).dataSync();
    expect(gamma[1]).toBeCloseTo(4 ** -0.6, 5);
  });

  it('ends with the backend, and a new backend gets kernels of its own', async () => {
    await useCompiledKernels();
    const host = wasmHost()!;
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    expect(await useCompiledKernels()).toMatchObject({threads: 2});
    expect(wasmHost()?.backend).not.toBe(host.backend);
    expect(tf.matMul(tf.ones([40, 30]), tf.ones([30, 40])).dataSync()[7]).toBe(30);
    expect(() => {
      registerCompiled(wasmHost()!);
    }).not.toThrow(/internal/);
  });
});
