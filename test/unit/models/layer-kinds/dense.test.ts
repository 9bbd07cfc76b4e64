import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import type {DenseRow} from '../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

const row = (fields: Partial<DenseRow> = {}): DenseRow => ({kind: 'dense', name: 'd', units: 3, ...fields});

describe('dense', () => {
  it.each<Partial<DenseRow>>([{}, {units: 'classes', useBias: false, activation: 'relu'}])(
    'makes of %o a Dense layer of the sizes that it plans',
    fields => {
      expect(expectAsPlanned(row(fields), [4]).getClassName()).toBe('Dense');
    },
  );

  it('counts weights and biases by the formula', () => {
    expect(planOf(row(), [4])).toEqual({outputShape: [3], parameters: 15, multiplyAdds: 12});
    expect(planOf(row({units: 'classes', useBias: false}), [4])).toEqual({
      outputShape: [5],
      parameters: 20,
      multiplyAdds: 20,
    });
  });

  it('refuses an image, and a layer without units', async () => {
    await expectAlexNetError(() => planOf(row(), [2, 2, 3]), 'bad-shape', '[2, 2, 3]', 'flatten');
    await expectAlexNetError(() => planOf(row({units: 0}), [8]), 'bad-argument', 'units = 0');
  });
});
