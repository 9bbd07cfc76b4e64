import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {makeConv} from '../../../../src/models/layer-kinds/conv';
import type {ConvRow} from '../../../../src/presets/layer-row';
import {expectAlexNetError} from '../../../support/matchers';
import {expectAsPlanned, planOf, SETTINGS} from '../../../support/planned-row';

const row = (fields: Partial<ConvRow> = {}): ConvRow => ({
  kind: 'conv',
  name: 'c',
  filters: 6,
  kernelSize: 3,
  ...fields,
});

describe('conv', () => {
  it.each<[Partial<ConvRow>, string]>([
    [{padding: 'same', activation: 'relu'}, 'Conv2D'],
    [{filters: 'classes', kernelSize: [3, 1], strides: [2, 1], useBias: false}, 'Conv2D'],
    [{groups: 2, strides: [1, 2], padding: 1}, 'GroupedConv2D'],
    [{padding: 2}, 'GroupedConv2D'],
    // The stock layer has no gradient of a dilated kernel.
    [{dilation: 2, padding: 'same'}, 'GroupedConv2D'],
  ])('makes of %o a %s of the sizes that it plans', (fields, type) => {
    expect(expectAsPlanned(row(fields), [9, 8, 4]).getClassName()).toBe(type);
  });

  it('counts weights, biases and multiply-adds by the formula', () => {
    expect(
      planOf(row({filters: 'classes', kernelSize: [3, 1], strides: [2, 1], useBias: false}), [7, 6, 4]),
    ).toEqual({outputShape: [3, 6, 5], parameters: 60, multiplyAdds: 18 * 60});
    expect(planOf(row({padding: 2, dilation: 2, groups: 2}), [7, 6, 4])).toEqual({
      outputShape: [7, 6, 6],
      parameters: 9 * 2 * 6 + 6,
      multiplyAdds: 42 * 108,
    });
  });

  it('hands its settings to the layer', () => {
    const config = makeConv(row({activation: 'tanh', useBias: false, strides: [2, 1]}), SETTINGS).getConfig();
    expect(config).toMatchObject({activation: 'tanh', useBias: false, strides: [2, 1], filters: 6});
  });

  it.each<[string, Partial<ConvRow>]>([
    ['strides', {strides: 0}],
    ['kernelSize', {kernelSize: [3, 0]}],
    ['dilation', {dilation: 0.5}],
    ['padding', {padding: -1}],
  ])('refuses %s that are none', async (name, fields) => {
    await expectAlexNetError(() => planOf(row(fields), [8, 8, 2]), 'bad-argument', 'here, layer "c"', name);
  });

  it('refuses groups that do not divide the channels, and what is no image', async () => {
    await expectAlexNetError(() => planOf(row({groups: 2}), [8, 8, 3]), 'bad-shape', 'groups = 2');
    await expectAlexNetError(() => planOf(row(), [3]), 'bad-shape', 'this layer takes images', '[3]');
  });
});
