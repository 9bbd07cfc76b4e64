import {describe, expect, it} from 'vitest';
import {freezePreset, type Preset} from '../../../src/presets/preset';
import {ALEXNET_MINI} from '../../../src/presets/alexnet-mini';

describe('freezePreset', () => {
  it('freezes every table within the table', () => {
    const preset = freezePreset(structuredClone(ALEXNET_MINI)) as {layers: {name: string}[]} & Omit<
      Preset,
      'layers'
    >;
    expect(() => {
      preset.layers[0]!.name = 'other';
    }).toThrow(/read only/);
  });
});
