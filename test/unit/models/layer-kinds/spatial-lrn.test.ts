import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import type {SpatialLRNRow} from '../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

const ROW: SpatialLRNRow = {kind: 'spatialLrn', name: 'n', size: 3, alpha: 5e-5, beta: 0.75};

describe('spatialLrn', () => {
  it('makes a SpatialResponseNormalization with the constants of the row', () => {
    expect(expectAsPlanned(ROW, [4, 5, 3]).getConfig()).toMatchObject({size: 3, alpha: 5e-5, beta: 0.75});
  });

  it('refuses what is no image', async () => {
    await expectAlexNetError(() => planOf(ROW, [3]), 'bad-shape', 'here, layer "n"', '[3]');
  });
});
