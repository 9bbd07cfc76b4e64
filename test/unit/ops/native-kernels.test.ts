import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {hasNativeKernels} from '../../../src/ops/native-kernels';
import {useNative} from '../../support/native';

describe('hasNativeKernels', () => {
  it('is true on wasm after useWasm(), outside the gradient of a gradient', async () => {
    await tf.setBackend('cpu');
    expect(hasNativeKernels()).toBe(false);
    await useNative();
    expect(hasNativeKernels()).toBe(true);
    const seen: boolean[] = [];
    const inner = tf.grad(x => {
      seen.push(hasNativeKernels());
      return tf.square(x);
    });
    inner(tf.scalar(1));
    tf.grad(x => inner(x))(tf.scalar(1));
    expect(seen).toEqual([true, false]);
  });
});
