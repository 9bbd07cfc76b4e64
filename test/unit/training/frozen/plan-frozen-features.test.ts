import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {freezeLayers} from '../../../../src/training/frozen/freeze-layers';
import {
  planFrozenFeatures,
  type FrozenFeaturesPlan,
} from '../../../../src/training/frozen/plan-frozen-features';
import {smallNetwork} from '../../../support/small-network';

describe('planFrozenFeatures', () => {
  const plan = (
    options: Partial<FrozenFeaturesPlan> = {},
  ): [ReturnType<typeof planFrozenFeatures>, string[]] => {
    const model = smallNetwork();
    freezeLayers(model, 'conv1');
    const warnings: string[] = [];
    const found = planFrozenFeatures(model, {
      trainingCount: 10,
      validationCount: 5,
      views: 1,
      featureBytes: 2 ** 30,
      onNote: () => undefined,
      onWarning: line => warnings.push(line),
      ...options,
    });
    return [found, warnings];
  };

  it('keeps the output of the last layer that never changes', () => {
    expect(plan({views: 2})).toEqual([{boundary: 'flatten', views: 2}, []]);
  });

  it('keeps nothing where each step is to see other views', () => {
    expect(plan({views: 'random'})).toEqual([undefined, []]);
  });

  it('says so where the memory does not suffice', () => {
    // 96 numbers of 4 bytes, for 10 photos in 2 views and 5 in one.
    const bytes = 96 * 4 * 25;
    expect(plan({views: 2, featureBytes: bytes})).toEqual([{boundary: 'flatten', views: 2}, []]);
    const [found, warnings] = plan({views: 2, featureBytes: bytes - 1});
    expect(found).toBeUndefined();
    // 9,600 bytes: of a smaller number than a megabyte the message must not say that it is 0.
    expect(warnings[0]).toContain('takes 9.4 KiB for 15 photos, more than 9.4 KiB');
    expect(warnings[0]).toContain('--feature-bytes');
  });
});
