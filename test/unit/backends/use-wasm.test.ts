// @isolated: removes and replaces backends.
import {availableParallelism} from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
// The gradients of the ops come with tfjs-layers.
import '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {useWasm} from '../../../src/backends/use-wasm';
import {createAlexNet} from '../../../src/index';
import {heapOf, type WasmBackend} from '../../../src/kernels/wasm/compiled/host/wasm-host';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {expectAlexNetError} from '../../support/matchers';

describe('useWasm', () => {
  it('refuses a number of threads that is none, and an option that it does not know', async () => {
    await expectAlexNetError(() => useWasm({threads: 0}), 'bad-argument', 'threads = 0', 'from 1 to 64');
    const misspelt = {winograd: 'allways'} as object;
    await expectAlexNetError(() => useWasm(misspelt), 'bad-argument', 'did you mean "always"?');
    await expectAlexNetError(() => useWasm({thread: 1} as object), 'bad-argument', 'did you mean "threads"?');
  });

  it.each([
    ["violates the following Content Security policy directive because 'unsafe-eval' is not allowed"],
    ['call to WebAssembly.instantiate() blocked by CSP'],
  ])('names what a security policy has to allow: %s', async text => {
    const {instantiate} = WebAssembly;
    const refuse = (): Promise<never> => Promise.reject(new WebAssembly.CompileError(text));
    WebAssembly.instantiate = refuse;
    try {
      await expectAlexNetError(
        () => useWasm(),
        'unsupported',
        `received: ${text}`,
        "allow 'wasm-unsafe-eval'",
      );
    } finally {
      WebAssembly.instantiate = instantiate;
    }
  });

  it('makes wasm the backend, on which a convolution can then be trained', async () => {
    expect(await useWasm()).toEqual({
      backend: 'wasm',
      threads: Math.min(8, availableParallelism()),
      simd: true,
      kernels: 'relaxed',
    });
    expect(tf.getBackend()).toBe('wasm');
    const gradient = tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
      const kernelGradient = tf.grad(kernel => tf.sum(tf.conv2d(x, kernel as tf.Tensor4D, 1, 'valid')));
      return kernelGradient(tf.ones([2, 2, 1, 1])).dataSync();
    });
    // Each weight meets the four ones of its window's positions.
    expect([...gradient]).toEqual([4, 4, 4, 4]);
  });

  it('starts once the start before has ended, for callers that do not wait', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    const reports = await Promise.all([1, 2, 2].map(threads => useWasm({threads})));
    expect(reports.map(({threads}) => threads)).toEqual([1, 2, 2]);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('can be called again, with other threads', async () => {
    for (const threads of [1, 2, 3]) {
      expect(await useWasm({threads})).toEqual({backend: 'wasm', threads, simd: true, kernels: 'relaxed'});
    }
  });

  it('leaves the kernels as they are when it is called again with the same', async () => {
    await useWasm({threads: 2});
    const kernels = (): unknown[] =>
      ['BatchMatMul', 'Conv2DBackpropFilter', 'LRN'].map(name => tf.getKernel(name, 'wasm').kernelFunc);
    const before = kernels();
    await useWasm({threads: 2});
    expect(kernels()).toEqual(before);
  });

  it('holds after 40 steps of training what it held after the third: tensors, bytes and heap', async () => {
    await useWasm({threads: 2});
    const model = createAlexNet({preset: 'alexnet-mini', classes: 2, seed: 1});
    model.compile({optimizer: momentumSGD({learningRate: 0.01}), loss: 'categoricalCrossentropy'});
    const x = tf.randomUniform([2, 67, 67, 3], 0, 1, 'float32', 1);
    const y = tf.oneHot(tf.tensor1d([0, 1], 'int32'), 2);
    const held = (): number[] => {
      const {numTensors, numBytes} = tf.memory();
      return [numTensors, numBytes, heapOf(tf.backend() as unknown as WasmBackend).buffer.byteLength];
    };
    let third: number[] = [];
    for (let step = 1; step <= 40; step++) {
      await model.trainOnBatch(x, y);
      if (step === 3) {
        third = held();
      }
    }
    expect(third[2]).toBeGreaterThan(third[1]!);
    expect(held()).toEqual(third);
    model.optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
  });

  it('computes on one thread in a page that is not isolated, and says why', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    const page = globalThis as {crossOriginIsolated?: boolean};
    page.crossOriginIsolated = false;
    try {
      const report = await useWasm({threads: 2});
      expect(report).toMatchObject({threads: 1, kernels: 'relaxed'});
      expect(report.oneThreadBecause).toContain('not cross-origin isolated');
      expect(tf.matMul(tf.ones([30, 40]), tf.ones([40, 50])).dataSync()[9]).toBe(40);
    } finally {
      delete page.crossOriginIsolated;
      tf.removeBackend('wasm');
    }
  });
});
