// @isolated: removes and replaces backends.
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {useWebGPU} from '../../../src/backends/use-webgpu';
import {groupedConv2d} from '../../../src/ops/grouped-conv2d';
import {expectAlexNetError} from '../../support/matchers';
import {describeOnWebGPU} from '../../support/webgpu';

/** Runs `body` as if `navigator.gpu` were this. */
async function withGpu(gpu: unknown, body: () => Promise<void>): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', {value: {gpu}, configurable: true});
  try {
    await body();
  } finally {
    if (before === undefined) {
      Reflect.deleteProperty(globalThis, 'navigator');
    } else {
      Object.defineProperty(globalThis, 'navigator', before);
    }
  }
}

describe('useWebGPU', () => {
  it('refuses an option that it does not know and a preference that there is not', async () => {
    await expectAlexNetError(() => useWebGPU({sofware: true} as object), 'bad-argument', '"software"');
    await expectAlexNetError(
      () => useWebGPU({powerPreference: 'low' as 'low-power'}),
      'bad-argument',
      '"low"',
      'low-power',
    );
  });
});

describeOnWebGPU('useWebGPU where there is one', () => {
  it('makes webgpu the backend, with the kernels of this library, and says on what it runs', async () => {
    await tf.setBackend('cpu');
    const report = await useWebGPU();
    expect(report).toMatchObject({backend: 'webgpu'});
    expect(report.adapter).not.toBe('unnamed');
    expect(tf.getBackend()).toBe('webgpu');
    const y = tf.mul(tf.ones([3]), 2);
    expect([...(await y.data())]).toEqual([2, 2, 2]);
    // Two groups of one channel each by a kernel that stock webgpu does not have: 1 · 3 + 2 · 4 and 5 · 3 + 6 · 4.
    const image = tf.tensor4d([1, 5, 2, 6], [1, 1, 2, 2]);
    const filters = tf.tensor4d([3, 3, 4, 4], [1, 2, 1, 2]);
    const {kernelNames, result} = await tf.profile(() => groupedConv2d(image, filters, {groups: 2}));
    expect([...(await (result as tf.Tensor).data())]).toEqual([11, 39]);
    expect(kernelNames).toContain('GroupedConv2D');
    tf.dispose([y, image, filters, result]);
  });

  it('tells the time of a short kernel, which a browser would round to nothing', async () => {
    await useWebGPU();
    // What is small is computed on the GPU too.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    const x = tf.ones([10, 10]);
    for (let i = 0; i < 60; i++) {
      const {kernelMs} = await tf.time(() => tf.square(x));
      expect(kernelMs).toBeGreaterThan(0);
    }
    tf.env().set('WEBGPU_CPU_FORWARD', true);
    x.dispose();
  });

  it('keeps the backend that runs when it is called again', async () => {
    await useWebGPU();
    const backend = tf.backend();
    expect(await useWebGPU()).toEqual(await useWebGPU());
    expect(tf.backend()).toBe(backend);
  });

  it('says that values cannot be read synchronously, and how they can', async () => {
    await useWebGPU();
    const y = tf.mul(tf.ones([2000]), 2);
    await expectAlexNetError(() => y.dataSync(), 'unsupported', 'await tensor.data()');
    await y.data();
    expect(y.dataSync()[0]).toBe(2); // downloaded before
    y.dispose();
  });

  it('says what to install where there is no adapter, and refuses a program where a GPU was asked for', async () => {
    tf.removeBackend('webgpu');
    await withGpu({requestAdapter: () => Promise.resolve(null)}, async () => {
      await expectAlexNetError(
        () => useWebGPU(),
        'unsupported',
        'no GPU was found',
        'received: none',
        'driver',
      );
    });
    const adapter = {info: {vendor: 'google', architecture: 'swiftshader', isFallbackAdapter: true}};
    await withGpu({requestAdapter: () => Promise.resolve(adapter)}, async () => {
      await expectAlexNetError(
        () => useWebGPU({software: false}),
        'unsupported',
        'google swiftshader, which is a software implementation',
        'software: false',
      );
    });
  });

  it('says that an adapter returned no device', async () => {
    const adapter = {
      info: {vendor: 'none'},
      features: new Set(),
      limits: {},
      requestDevice: () => Promise.reject(new Error('lost\nat once')),
    };
    await withGpu({requestAdapter: () => Promise.resolve(adapter)}, async () => {
      await expectAlexNetError(() => useWebGPU(), 'unsupported', '"none" returned no device');
    });
  });
});
