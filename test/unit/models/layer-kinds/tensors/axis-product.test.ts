import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('axisProduct', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned({kind: 'axisProduct', name: 'a', axis: 0, matrix: [[1, 2]]}, [2, 5, 6]);
    expect(
      planOf({kind: 'axisProduct', name: 'a', axis: 0, matrix: [[1, 2]]}, [2, 5, 6]).outputShape,
    ).toEqual([1, 5, 6]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'axisProduct', name: 'a', axis: 0, matrix: [[1, 2, 3]]}, [2, 5, 6]),
      'bad-argument',
      'columns of the matrix',
    );
  });
});
