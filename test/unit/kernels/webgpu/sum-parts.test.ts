import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import type {GpuBackend} from '../../../../src/kernels/webgpu/gpu-program';
import {sumParts} from '../../../../src/kernels/webgpu/sum-parts';
import {describeOnWebGPU} from '../../../support/webgpu';

describeOnWebGPU('sumParts', () => {
  it.each([
    [1, 6],
    [3, 8],
    [5, 7],
  ])('sums %d parts of %d values and frees them', async (count, size) => {
    await tf.setBackend('webgpu');
    const backend = tf.backend() as unknown as GpuBackend;
    const before = tf.backend().numDataIds();
    const values = Float32Array.from({length: count * size}, (_, i) => i);
    const sum = tf
      .engine()
      .makeTensorFromTensorInfo(
        sumParts(backend, backend.makeTensorInfo([count, size], 'float32', values), [size]),
      );
    expect([...(await sum.data())]).toEqual(
      Array.from({length: size}, (_, i) => count * i + (size * count * (count - 1)) / 2),
    );
    sum.dispose();
    expect(tf.backend().numDataIds()).toBe(before);
  });
});
