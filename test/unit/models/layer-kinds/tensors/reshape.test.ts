import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('reshape', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned({kind: 'reshape', name: 'r', shape: [20, 6]}, [4, 5, 6]);
    expect(planOf({kind: 'reshape', name: 'r', shape: [20, 6]}, [4, 5, 6]).outputShape).toEqual([20, 6]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'reshape', name: 'r', shape: [7]}, [4, 5, 6]),
      'bad-shape',
      '120 values',
    );
  });
});
