import * as tf from '@tensorflow/tfjs-core';
// The gradients of the ops come with tfjs-layers.
import '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {useWasm} from '../../../src/backends/use-wasm';
import {expectAlexNetError} from '../../support/matchers';

describe('useWasm', () => {
  it.each([2, 8])('says that %d threads are not supported, and what is', async threads => {
    await expectAlexNetError(() => useWasm({threads}), 'unsupported', `threads = ${threads}`, 'set it to 1');
  });

  it('refuses a number of threads that is none, and an option that it does not know', async () => {
    await expectAlexNetError(() => useWasm({threads: 0}), 'bad-argument', 'threads = 0', '≥ 1');
    await expectAlexNetError(() => useWasm({thread: 1} as object), 'bad-argument', 'did you mean "threads"?');
  });

  it('makes wasm the backend, on which a convolution can then be trained', async () => {
    expect(await useWasm()).toEqual({backend: 'wasm', threads: 1, simd: true});
    expect(tf.getBackend()).toBe('wasm');
    const gradient = tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
      const kernelGradient = tf.grad(kernel => tf.sum(tf.conv2d(x, kernel as tf.Tensor4D, 1, 'valid')));
      return kernelGradient(tf.ones([2, 2, 1, 1])).dataSync();
    });
    // Each weight meets the four ones of its window's positions.
    expect([...gradient]).toEqual([4, 4, 4, 4]);
  });

  it('can be called again', async () => {
    expect(await useWasm({threads: 1})).toEqual({backend: 'wasm', threads: 1, simd: true});
  });
});
