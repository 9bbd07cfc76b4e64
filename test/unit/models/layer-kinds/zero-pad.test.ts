import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import type {ZeroPadRow} from '../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

const row = (top: number): ZeroPadRow => ({
  kind: 'zeroPad',
  name: 'z',
  padding: [
    [top, 2],
    [0, 3],
  ],
});

describe('zeroPad', () => {
  it('makes a layer of the sizes that it plans', () => {
    expectAsPlanned(row(1), [8, 6, 4]);
    expect(planOf(row(1), [8, 6, 4]).outputShape).toEqual([11, 9, 4]);
  });

  it('refuses a negative border', async () => {
    await expectAlexNetError(() => planOf(row(-1), [8, 6, 4]), 'bad-argument', 'layer "z"', 'padding');
  });
});
