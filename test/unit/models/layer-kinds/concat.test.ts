import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

const ROW = {kind: 'concat', name: 'j', from: ['a', 'b']} as const;

describe('concat', () => {
  it('adds the channels up, of images and of numbers', () => {
    expectAsPlanned(ROW, [8, 6, 4], [8, 6, 3]);
    expectAsPlanned(ROW, [4], [3]);
    expect(planOf(ROW, [8, 6, 4], [8, 6, 3]).outputShape).toEqual([8, 6, 7]);
  });

  it('refuses images of different sides, with the shape of each', async () => {
    await expectAlexNetError(
      () => planOf(ROW, [8, 6, 4], [7, 6, 4]),
      'bad-shape',
      'layer "j"',
      '"a" [8, 6, 4], "b" [7, 6, 4]',
    );
    await expectAlexNetError(() => planOf(ROW, [8, 6, 4], [4]), 'bad-shape', '"b" [4]');
  });
});
