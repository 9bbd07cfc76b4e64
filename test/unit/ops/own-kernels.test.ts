import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {registerKernels} from '../../../src/kernels/register-kernels';
import {hasOwnKernel} from '../../../src/ops/own-kernels';
import {useCompiledKernels} from '../../support/compiled-kernels';

describe('hasOwnKernel', () => {
  it('is true on wasm after useWasm(), outside the gradient of a gradient', async () => {
    await tf.setBackend('cpu');
    expect(hasOwnKernel('GroupedConv2D')).toBe(false);
    await useCompiledKernels();
    expect(hasOwnKernel('GroupedConv2D')).toBe(true);
    const seen: boolean[] = [];
    const inner = tf.grad(x => {
      seen.push(hasOwnKernel('GroupedConv2D'));
      return tf.square(x);
    });
    inner(tf.scalar(1));
    tf.grad(x => inner(x))(tf.scalar(1));
    expect(seen).toEqual([true, false]);
  });

  it('is false where the kernel stands without what it computes with: after a restart of the backend', async () => {
    await tf.setBackend('cpu');
    let host: object | undefined = {};
    const kernel = {compute: () => tf.scalar(1)};
    const undo = registerKernels({Probe: kernel}, {backendName: 'cpu', hostOf: () => host});
    expect(hasOwnKernel('Probe')).toBe(true);
    host = undefined;
    expect(hasOwnKernel('Probe')).toBe(false);
    undo();
    expect(hasOwnKernel('Probe')).toBe(false);
  });
});
