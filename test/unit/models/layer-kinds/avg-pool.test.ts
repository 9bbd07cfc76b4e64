import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import type {AvgPoolRow} from '../../../../src/presets/layer-row';
import {expectAsPlanned} from '../../../support/planned-row';

const row = (fields: Partial<AvgPoolRow>): AvgPoolRow => ({
  kind: 'avgPool',
  name: 'p',
  poolSize: 3,
  strides: 2,
  ...fields,
});

describe('avgPool', () => {
  it.each<[Partial<AvgPoolRow>, string]>([
    [{}, 'AveragePooling2D'],
    [{padding: 1}, 'PaddedAveragePooling2D'],
    [{ceilMode: true}, 'PaddedAveragePooling2D'],
  ])('makes of %o a %s of the sizes that it plans', (fields, type) => {
    expect(expectAsPlanned(row(fields), [8, 6, 4]).getClassName()).toBe(type);
  });

  it('counts padded pixels in the divisor unless the row says no', () => {
    expect(expectAsPlanned(row({padding: 1}), [8, 6, 4]).getConfig()).toMatchObject({countPadding: true});
    expect(expectAsPlanned(row({padding: 1, countPadding: false}), [8, 6, 4]).getConfig()).toMatchObject({
      countPadding: false,
    });
  });
});
