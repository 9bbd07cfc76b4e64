import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {hasNativeKernel} from '../../../src/ops/native-kernels';
import {useNative} from '../../support/native';

describe('hasNativeKernel', () => {
  it('is true on wasm after useWasm(), outside the gradient of a gradient', async () => {
    await tf.setBackend('cpu');
    expect(hasNativeKernel('GroupedConv2D')).toBe(false);
    await useNative();
    expect(hasNativeKernel('GroupedConv2D')).toBe(true);
    const seen: boolean[] = [];
    const inner = tf.grad(x => {
      seen.push(hasNativeKernel('GroupedConv2D'));
      return tf.square(x);
    });
    inner(tf.scalar(1));
    tf.grad(x => inner(x))(tf.scalar(1));
    expect(seen).toEqual([true, false]);
  });
});
