import {expect, it} from 'vitest';
import {planLayers} from '../../../../src/models/plan-layers';
import {NIN_CIFAR10} from '../../../../src/presets/networks/nin-cifar10';

it('nin-cifar10 pools by the largest, by the average and over the whole map of 8 × 8', () => {
  const layers = planLayers(NIN_CIFAR10);
  expect(layers.filter(layer => /^pool/.test(layer.row.name)).map(layer => layer.row.kind)).toEqual([
    'maxPool',
    'avgPool',
    'globalAvgPool',
  ]);
  expect(layers.find(layer => layer.row.name === 'cccp6')?.outputShape).toEqual([8, 8, 10]);
});
