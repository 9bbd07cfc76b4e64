import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {makeGlobalAvgPool, makeGlobalMaxPool} from '../../../../src/models/layer-kinds/global-pool';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf, SETTINGS} from '../../../support/planned-row';

const AVERAGE = {kind: 'globalAvgPool', name: 'p'} as const;
const LARGEST = {kind: 'globalMaxPool', name: 'p'} as const;

describe('global pools', () => {
  it('have the sizes that they plan: one number per channel', () => {
    expectAsPlanned(AVERAGE, [8, 6, 4]);
    expectAsPlanned(LARGEST, [8, 6, 4]);
    expect(planOf(AVERAGE, [8, 6, 4])).toEqual({outputShape: [4], parameters: 0, multiplyAdds: 0});
  });

  it('return the average and the largest value', () => {
    const x = tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1]);
    const of = (layer: ReturnType<typeof makeGlobalAvgPool>): number[] =>
      Array.from((layer.apply(x) as tf.Tensor).dataSync());
    expect(of(makeGlobalAvgPool(AVERAGE, SETTINGS))).toEqual([3]);
    expect(of(makeGlobalMaxPool(LARGEST, SETTINGS))).toEqual([6]);
    x.dispose();
  });

  it('refuse what is no image', async () => {
    await expectAlexNetError(() => planOf(AVERAGE, [3]), 'bad-shape', '[3]');
  });
});
