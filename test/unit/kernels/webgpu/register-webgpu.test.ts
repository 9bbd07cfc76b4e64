import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {registerWebGPUKernels, unregisterWebGPUKernels} from '../../../../src/kernels/webgpu/register-webgpu';
import {describeOnWebGPU} from '../../../support/webgpu';

const find = (name: string): tf.KernelConfig | undefined => tf.getKernel(name, 'webgpu');

describeOnWebGPU('registerWebGPUKernels', () => {
  it('replaces stock kernels, adds its own, and puts all back', () => {
    unregisterWebGPUKernels();
    const stock = {LRN: find('LRN'), Conv2D: find('Conv2D')};
    expect(find('MomentumUpdate')).toBeUndefined();
    registerWebGPUKernels();
    registerWebGPUKernels();
    expect(find('LRN')?.kernelFunc).not.toBe(stock.LRN?.kernelFunc);
    expect(find('Conv2D')).toBe(stock.Conv2D);
    expect(find('MomentumUpdate')).toMatchObject({kernelName: 'MomentumUpdate', backendName: 'webgpu'});
    expect(find('MomentumUpdate')?.kernelFunc).toBeInstanceOf(Function);
    unregisterWebGPUKernels();
    expect(find('LRN')).toEqual(stock.LRN);
    expect(find('MomentumUpdate')).toBeUndefined();
  });

  it('replaces the forward convolutions on a software adapter only', () => {
    unregisterWebGPUKernels();
    const stock = find('Conv2D');
    registerWebGPUKernels({software: true});
    expect(find('Conv2D')?.kernelFunc).not.toBe(stock?.kernelFunc);
    registerWebGPUKernels({software: false});
    expect(find('Conv2D')?.kernelFunc).toBe(stock?.kernelFunc);
  });

  it('takes float32 only, and says so where there is no stock kernel for the rest', async () => {
    await tf.setBackend('webgpu');
    registerWebGPUKernels({software: true});
    const y = tf.ones([4], 'int32');
    const attrs = {inputShape: [1, 1, 1, 1]};
    expect(() =>
      tf.engine().runKernel('MomentumUpdate', {weight: y, velocity: y, gradient: y}, attrs),
    ).toThrow('internal: kernel MomentumUpdate was asked for what it does not do');
    y.dispose();
  });
});
