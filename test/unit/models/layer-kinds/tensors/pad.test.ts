import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('pad', () => {
  it('is a layer of the sizes that it plans', () => {
    expectAsPlanned(
      {
        kind: 'pad',
        name: 'p',
        padding: [
          [1, 0],
          [0, 2],
          [1, 1],
        ],
        value: 'lowest',
      },
      [4, 5, 6],
    );
    expect(
      planOf(
        {
          kind: 'pad',
          name: 'p',
          padding: [
            [1, 0],
            [0, 2],
            [1, 1],
          ],
          value: 'lowest',
        },
        [4, 5, 6],
      ).outputShape,
    ).toEqual([5, 7, 8]);
  });

  it('refuses what does not fit', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'pad', name: 'p', padding: [[1, 0]]}, [4, 5, 6]),
      'bad-shape',
      '1 pairs',
    );
  });
});
