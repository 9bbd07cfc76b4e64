// @isolated: looks at kernels before anything has registered them.
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {registerComposedGradients} from '../../../../../src/kernels/wasm/composed/composed-gradients';
import {expectAlexNetError} from '../../../../support/matchers';

describe('registerComposedGradients', () => {
  it('says what to import when the wasm backend is not there', async () => {
    await expectAlexNetError(
      () => registerComposedGradients(),
      'bad-state',
      'no kernel BatchMatMul',
      '@tensorflow/tfjs-backend-wasm',
    );
  });

  it('fills what stock tfjs-wasm lacks, once', async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    const names = (): string[] => tf.getKernelsForBackend('wasm').map(kernel => kernel.kernelName);
    expect(names()).not.toContain('UnsortedSegmentSum');
    const added = registerComposedGradients();
    expect(added).toContain('UnsortedSegmentSum');
    expect(names()).toContain('UnsortedSegmentSum');
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'wasm');
    expect(registerComposedGradients()).toEqual([]);
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBe(kernel);
  });
});
