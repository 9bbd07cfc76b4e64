import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import type {LRNRow} from '../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

const ROW: LRNRow = {kind: 'lrn', name: 'n', depthRadius: 1, bias: 2, alpha: 1e-3, beta: 0.5};

describe('lrn', () => {
  it('makes a LocalResponseNormalization with the constants of the row', () => {
    expect(expectAsPlanned(ROW, [4, 5, 3]).getConfig()).toMatchObject({
      depthRadius: 1,
      bias: 2,
      alpha: 1e-3,
      beta: 0.5,
    });
  });

  it('refuses what is no image', async () => {
    await expectAlexNetError(() => planOf(ROW, [3]), 'bad-shape', 'here, layer "n"', '[3]');
  });
});
