import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import type {BatchNormRow} from '../../../../src/presets/layer-row';
import {expectClose} from '../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

const row = (fields: Partial<BatchNormRow> = {}): BatchNormRow => ({kind: 'batchNorm', name: 'n', ...fields});

describe('batchNorm', () => {
  it.each<[Partial<BatchNormRow>, number]>([
    [{}, 16],
    [{affine: false}, 8],
  ])('makes of %o a layer with the weights that it counts', (fields, parameters) => {
    expectAsPlanned(row(fields), [8, 6, 4]);
    expect(planOf(row(fields), [8, 6, 4]).parameters).toBe(parameters);
  });

  it('is a layer that can be trained, with factor and shift or without', () => {
    for (const affine of [true, false]) {
      const layer = expectAsPlanned(row({affine}), [4]);
      const x = tf.randomNormal([8, 4], 3, 1, 'float32', 1);
      const y = layer.apply(x, {training: true}) as tf.Tensor;
      expectClose(tf.mean(y, 0).dataSync(), [0, 0, 0, 0], 1e-1);
    }
  });

  it('has the epsilon and momentum of Caffe, PyTorch and ONNX where the row has none', () => {
    expect(expectAsPlanned(row(), [4]).getConfig()).toMatchObject({epsilon: 1e-5, momentum: 0.9});
    expect(expectAsPlanned(row({epsilon: 0.1, momentum: 0.5}), [4]).getConfig()).toMatchObject({
      epsilon: 0.1,
      momentum: 0.5,
    });
  });
});
