import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {axisProductLayer, AxisProduct} from '../../../src/layers/axis-product';
import {expectAlexNetError} from '../../support/matchers';

describe('AxisProduct', () => {
  it('sums entries of an axis with the weights of each row', () => {
    const layer = axisProductLayer({
      axis: 0,
      matrix: [
        [1, 1],
        [0, 2],
      ],
    });
    expect(layer).toBeInstanceOf(AxisProduct);
    const y = layer.apply(tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3])) as tf.Tensor;
    expect([...y.dataSync()]).toEqual([5, 7, 9, 8, 10, 12]);
    expect(layer.computeOutputShape([null, 2, 3])).toEqual([null, 2, 3]);
    expect(layer.getConfig()).toMatchObject({
      axis: 0,
      matrix: [
        [1, 1],
        [0, 2],
      ],
    });
  });

  it('refuses rows of different lengths', async () => {
    await expectAlexNetError(
      () => axisProductLayer({axis: 0, matrix: [[1], [1, 2]]}),
      'bad-argument',
      'matrix[1]',
    );
  });
});
