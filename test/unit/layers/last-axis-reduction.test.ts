import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {lastAxisReduction, LastAxisReduction} from '../../../src/layers/last-axis-reduction';
import {expectAlexNetError} from '../../support/matchers';

describe('LastAxisReduction', () => {
  it.each([
    ['sum', [6, 15]],
    ['mean', [2, 5]],
    ['max', [3, 6]],
    ['min', [1, 4]],
    ['product', [6, 120]],
  ] as const)('%s', (operation, expected) => {
    const layer = lastAxisReduction({operation});
    expect(layer).toBeInstanceOf(LastAxisReduction);
    const y = layer.apply(tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3])) as tf.Tensor;
    expect([y.shape, ...y.dataSync()]).toEqual([[1, 2], ...expected]);
    expect((layer.apply(tf.ones([2, 4])) as tf.Tensor).shape).toEqual([2, 1]);
  });

  it('refuses an unknown operation', async () => {
    await expectAlexNetError(
      () => lastAxisReduction({operation: 'median' as never}),
      'bad-argument',
      'median',
    );
  });
});
