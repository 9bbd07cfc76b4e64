import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, it} from 'vitest';
import {makeSoftmax} from '../../../../src/models/layer-kinds/softmax';
import {expectClose} from '../../../support/matchers';
import {expectAsPlanned, SETTINGS} from '../../../support/planned-row';

const ROW = {kind: 'softmax', name: 'prob'} as const;

describe('softmax', () => {
  it('keeps the shape', () => {
    expectAsPlanned(ROW, [4]);
    expectAsPlanned(ROW, [2, 3, 4]);
  });

  it.each([[[2, 4]], [[2, 3, 2, 4]]])('makes the last axis of %o add up to 1', shape => {
    const layer = makeSoftmax(ROW, SETTINGS);
    const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
    const expected = tf.tidy(() => tf.div(tf.exp(x), tf.sum(tf.exp(x), -1, true)));
    const y = layer.apply(x) as tf.Tensor;
    expectClose(y.dataSync(), expected.dataSync());
    tf.dispose([x, expected, y]);
  });
});
