import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {padOrCut} from '../../../src/ops/pad-or-cut';
import {describeOnBackends} from '../../support/backends';

describeOnBackends('padOrCut', () => {
  it('pads where the margin is positive and cuts where it is negative', () => {
    const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 3, 2, 1]);
    const result = padOrCut(image, [-1, 1], [1, -1]);
    expect(result.shape).toEqual([1, 3, 2, 1]);
    expect(Array.from(result.dataSync())).toEqual([0, 3, 0, 5, 0, 0]);
    tf.dispose([image, result]);
  });
});
