import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {makeDropout} from '../../../../src/models/layer-kinds/dropout';
import type {DropoutRow} from '../../../../src/presets/layer-row';
import {expectAsPlanned, SETTINGS} from '../../../support/planned-row';

const row = (fields: Partial<DropoutRow> = {}): DropoutRow => ({kind: 'dropout', name: 'd', ...fields});

describe('dropout', () => {
  it('keeps the shape', () => {
    expectAsPlanned(row(), [4]);
    expectAsPlanned(row(), [4, 5, 3]);
  });

  it("takes the row's own rate, unless one for all is given", () => {
    const rateOf = (fields: Partial<DropoutRow>, settings = SETTINGS): unknown =>
      makeDropout(row(fields), settings).getConfig().rate;
    expect(rateOf({rate: 0.2})).toBe(0.2);
    expect(rateOf({})).toBe(0.5);
    expect(rateOf({rate: 0.2}, {...SETTINGS, dropoutForAll: 0})).toBe(0);
  });

  it('has another seed in every layer, the same in every run', () => {
    const seedOf = (name: string): unknown => makeDropout(row({name}), SETTINGS).getConfig().seed;
    expect(seedOf('drop6')).not.toBe(seedOf('drop7'));
    expect(seedOf('drop6')).toBe(seedOf('drop6'));
  });
});
