import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

describe('flatten', () => {
  it('makes one row of numbers of an image', () => {
    expectAsPlanned({kind: 'flatten', name: 'f'}, [2, 3, 4]);
    expect(planOf({kind: 'flatten', name: 'f'}, [2, 3, 4]).outputShape).toEqual([24]);
  });

  it('refuses what is no image', async () => {
    await expectAlexNetError(() => planOf({kind: 'flatten', name: 'f'}, [3]), 'bad-shape', '[3]');
  });
});
