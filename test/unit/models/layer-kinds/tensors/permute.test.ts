import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('permute', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned({kind: 'permute', name: 'p', order: [2, 0, 1]}, [4, 5, 6]);
    expect(planOf({kind: 'permute', name: 'p', order: [2, 0, 1]}, [4, 5, 6]).outputShape).toEqual([6, 4, 5]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'permute', name: 'p', order: [2, 0, 0]}, [4, 5, 6]),
      'bad-shape',
      '[2, 0, 0]',
    );
  });
});
