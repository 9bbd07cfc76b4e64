import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, expect, it} from 'vitest';
import {stepFunction} from '../../../../src/kernels/tensorflow/step-function';
import type {NativeOps} from '../../../../src/kernels/tensorflow/native-ops';
import {describeOnTensorFlow, tensorFlowOps} from '../../../support/tensorflow';

const VALUES = [-Infinity, -1, -0, 0, 1e-30, 2, Infinity, NaN];

describeOnTensorFlow('stepFunction on TensorFlow', () => {
  let ops: NativeOps;
  beforeAll(async () => {
    ops = await tensorFlowOps();
  });

  it('is 1 above 0, else 0, and keeps NaN', () => {
    const made = ops.scope(() => [
      ...ops.values(stepFunction(ops, ops.floats(Float32Array.from(VALUES), [8]))),
    ]);
    expect(made).toEqual([0, 0, 0, 0, 1, 1, 1, NaN]);
  });

  it('serves tf.step, but for a slope below 0', () => {
    const [plain, sloped] = tf.tidy(() => {
      const x = tf.tensor1d([-2, 0, 3]);
      return [tf.step(x).dataSync(), tf.step(x, 0.5).dataSync()];
    });
    expect([[...plain], [...sloped]]).toEqual([
      [0, 0, 1],
      [0.5, 0.5, 1],
    ]);
  });
});
