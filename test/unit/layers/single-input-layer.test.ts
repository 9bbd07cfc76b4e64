import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {axisSelection} from '../../../src/layers/axis-selection';
import {SingleInputLayer} from '../../../src/layers/single-input-layer';

describe('SingleInputLayer', () => {
  it('computes one tensor, keeps none of what it made on the way, and keeps the batch in its shape', () => {
    const layer = axisSelection({axis: 0, indices: [0]});
    expect(layer).toBeInstanceOf(SingleInputLayer);
    const x = tf.ones([2, 3]);
    const before = tf.memory().numTensors;
    const y = layer.apply([x]) as tf.Tensor;
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([x, y]);
    expect(layer.computeOutputShape([[null, 3]])).toEqual([null, 1]);
  });
});
