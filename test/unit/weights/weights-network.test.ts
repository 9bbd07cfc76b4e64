import {describe, expect, it} from 'vitest';
import {presetSlots} from '../../../src/weights/fitting-presets';
import {networkOfWeights} from '../../../src/weights/weights-network';
import type {NamedArray} from '../../../src/core/named-array';
import type {Preset} from '../../../src/presets/preset';
import {PRESETS} from '../../../src/presets/presets';
import {shapeInLayout, type WeightLayout} from '../../../src/models/weight-layout';
import {expectAlexNetError} from '../../support/matchers';

const arraysOf = (id: string, classes: number, layout: WeightLayout = 'channels-last'): NamedArray[] =>
  presetSlots({...(PRESETS[id] as Preset), classes}).map(slot => ({
    name: slot.name,
    shape: shapeInLayout(slot, layout),
    data: new Float32Array(0),
  }));

describe('networkOfWeights', () => {
  it.each(['channels-last', 'channels-first'] as const)('finds preset and classes, %s', layout => {
    const {preset, classes} = networkOfWeights(arraysOf('squeezenet1.1', 7, layout), undefined, 'f');
    expect([preset.id, classes]).toEqual(['squeezenet1.1', 7]);
  });

  it('asks for a name where two presets have the same shapes', async () => {
    const arrays = arraysOf('caffenet', 5);
    await expectAlexNetError(
      () => networkOfWeights(arrays, undefined, 'net.npz'),
      'bad-argument',
      'net.npz',
      'caffenet',
      'preset "',
    );
    expect(networkOfWeights(arrays, 'caffenet', 'net.npz').classes).toBe(5);
  });

  it('says so where no preset fits', async () => {
    await expectAlexNetError(
      () => networkOfWeights([{name: 'w', shape: [2], data: new Float32Array(2)}], undefined, 'f'),
      'bad-weights',
      'w [2]',
      'prototxt',
    );
  });
});
