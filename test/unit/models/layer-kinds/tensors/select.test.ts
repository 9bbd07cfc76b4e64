import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('select', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned({kind: 'select', name: 's', axis: 1, indices: [4, 0, 0]}, [4, 5, 6]);
    expect(planOf({kind: 'select', name: 's', axis: 1, indices: [4, 0, 0]}, [4, 5, 6]).outputShape).toEqual([
      4, 3, 6,
    ]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'select', name: 's', axis: 1, indices: [5]}, [4, 5, 6]),
      'bad-argument',
      'indices = 5',
    );
  });
});
