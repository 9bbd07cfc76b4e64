import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('reduce', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned({kind: 'reduce', name: 'r', operation: 'max'}, [4, 5, 6]);
    expect(planOf({kind: 'reduce', name: 'r', operation: 'max'}, [4, 5, 6]).outputShape).toEqual([4, 5]);
    expectAsPlanned({kind: 'reduce', name: 'r', operation: 'sum'}, [6]);
    expect(planOf({kind: 'reduce', name: 'r', operation: 'sum'}, [6]).outputShape).toEqual([1]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'axisProduct', name: 'r', axis: 1, matrix: [[1]]}, [6]),
      'bad-argument',
      'axis',
    );
  });
});
