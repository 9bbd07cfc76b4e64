import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {axisSelection, AxisSelection} from '../../../src/layers/axis-selection';
import {expectAlexNetError} from '../../support/matchers';

describe('AxisSelection', () => {
  it('takes entries in any order', () => {
    const layer = axisSelection({axis: 1, indices: [2, 0, 0]});
    expect(layer).toBeInstanceOf(AxisSelection);
    const y = layer.apply(tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3])) as tf.Tensor;
    expect([y.shape, ...y.dataSync()]).toEqual([[1, 2, 3], 3, 1, 1, 6, 4, 4]);
    expect(layer.getConfig()).toMatchObject({axis: 1, indices: [2, 0, 0]});
  });

  it('refuses unknown options and places that are none', async () => {
    await expectAlexNetError(() => axisSelection({axis: 0, indices: [-1]}), 'bad-argument', 'indices[0]');
    await expectAlexNetError(
      () => axisSelection({axis: 0, indices: [0], places: 1} as never),
      'bad-argument',
      'places',
    );
  });
});
