import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, expect, it} from 'vitest';
import type {TensorFlowBackend} from '../../../../src/kernels/tensorflow/native-ops';
import {registerTensorFlow} from '../../../../src/kernels/tensorflow/register-tensorflow';
import {describeOnTensorFlow, tensorFlowOps} from '../../../support/tensorflow';

const ALL = [
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'GroupedConv2D',
  'GroupedConv2DBackpropInput',
  'GroupedConv2DBackpropFilter',
  'ReluBiasGrad',
  'LRNWithFactor',
  'LRNWithFactorGrad',
  'MaxPoolGrad',
  'Step',
  'MomentumUpdate',
];

describeOnTensorFlow('registerTensorFlow', () => {
  let backend: TensorFlowBackend;
  beforeAll(async () => {
    ({backend} = await tensorFlowOps());
  });

  it('registers all kernels on this TensorFlow, once', () => {
    const report = registerTensorFlow(backend);
    expect(report).toEqual({kernels: ALL, missing: []});
    expect(registerTensorFlow(backend)).toBe(report);
    expect(ALL.map(name => tf.getKernel(name, 'tensorflow').kernelName)).toEqual(ALL);
  });

  it('asks kernels for float32 only, and leaves the rest to those of tfjs-node', () => {
    const x = tf.tensor2d([1, 2], [1, 2], 'int32');
    expect(() => tf.engine().runKernel('ReluBiasGrad', {dy: x, y: x})).toThrow(
      'internal: kernel ReluBiasGrad',
    );
    x.dispose();
    const [sloped] = tf.tidy(() => tf.step(tf.tensor1d([-1, 2]), 0.25).dataSync());
    expect(sloped).toBe(0.25);
  });
});
