import '@tensorflow/tfjs-backend-cpu';
import {describe, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('arithmetic', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned({kind: 'arithmetic', name: 'a', operation: 'add', shape: [1, 1, 6]}, [4, 5, 6]);
    expectAsPlanned({kind: 'arithmetic', name: 'a', operation: 'divide', shape: [6]}, [6]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'arithmetic', name: 'a', operation: 'add', shape: [2, 1, 1]}, [4, 5, 6]),
      'bad-shape',
      '[2, 1, 1]',
    );
  });
});
