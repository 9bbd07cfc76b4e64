import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {
  nativeHost,
  registerNative,
  unregisterNative,
} from '../../../../../src/kernels/wasm/native/register-native';
import {useNative} from '../../../../support/native';

describe('registerNative', () => {
  it('puts kernels over those that were there, and unregisterNative takes them away again', async () => {
    await useNative();
    const host = nativeHost()!;
    const ours = tf.getKernel('Conv2D', 'wasm').kernelFunc;
    unregisterNative();
    expect(nativeHost()).toBeUndefined();
    expect(tf.getKernel('GroupedConv2D', 'wasm')).toBeUndefined();
    const stock = tf.getKernel('Conv2D', 'wasm').kernelFunc;
    expect(stock).not.toBe(ours);
    await useNative();
    expect(nativeHost()).not.toBe(host);
    unregisterNative();
    expect(tf.getKernel('Conv2D', 'wasm').kernelFunc).toBe(stock);
  });

  it('leaves whole numbers and what a kernel does not take to the stock kernel', async () => {
    await useNative();
    const sum = tf.add(tf.fill([5000], 2, 'int32'), tf.fill([5000], 3, 'int32'));
    expect([sum.dtype, sum.dataSync()[4999]]).toEqual(['int32', 5]);
    const gamma = tf.localResponseNormalization(tf.ones<tf.Rank.R4>([1, 1, 1, 4]), 1, 1, 1, 0.6).dataSync();
    expect(gamma[1]).toBeCloseTo(4 ** -0.6, 5);
  });

  it('ends with the backend, and a new backend gets kernels of its own', async () => {
    await useNative();
    const host = nativeHost()!;
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    expect(await useNative()).toMatchObject({threads: 2});
    expect(nativeHost()?.backend).not.toBe(host.backend);
    expect(tf.matMul(tf.ones([40, 30]), tf.ones([30, 40])).dataSync()[7]).toBe(30);
    expect(() => {
      registerNative(nativeHost()!);
    }).not.toThrow(/internal/);
  });
});
