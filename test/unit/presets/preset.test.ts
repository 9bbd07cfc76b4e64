import {describe, expect, it} from 'vitest';
import {ALEXNET_MINI} from '../../../src/presets/networks/alexnet-mini';
import {freezePreset} from '../../../src/presets/preset';

describe('freezePreset', () => {
  it('freezes every table within the table', () => {
    const preset = freezePreset(structuredClone(ALEXNET_MINI));
    expect(() => {
      (preset.layers[0] as {name: string}).name = 'other';
    }).toThrow(/read only/);
  });
});
