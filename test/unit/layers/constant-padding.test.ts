import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {constantPadding, ConstantPadding} from '../../../src/layers/constant-padding';
import {expectAlexNetError} from '../../support/matchers';

describe('ConstantPadding', () => {
  it('puts its value around the entries', () => {
    const layer = constantPadding({padding: [[1, 2]], value: 7});
    expect(layer).toBeInstanceOf(ConstantPadding);
    expect([...(layer.apply(tf.tensor2d([[1, 2]])) as tf.Tensor).dataSync()]).toEqual([7, 1, 2, 7, 7]);
    expect(layer.computeOutputShape([null, 2])).toEqual([null, 5]);
    const lowest = constantPadding({padding: [[1, 0]], value: 'lowest'}).apply(
      tf.tensor2d([[-1e38]]),
    ) as tf.Tensor;
    expect(lowest.dataSync()[0]!).toBeLessThan(-3.4e38);
  });

  it('refuses negative borders', async () => {
    await expectAlexNetError(() => constantPadding({padding: [[-1, 0]]}), 'bad-argument', 'padding[0][0]');
  });
});
