import '@tensorflow/tfjs-backend-cpu';
import {describe, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('instanceNorm', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned({kind: 'instanceNorm', name: 'i'}, [4, 5, 6]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'instanceNorm', name: 'i'}, [6]),
      'bad-shape',
      'takes images',
    );
  });
});
