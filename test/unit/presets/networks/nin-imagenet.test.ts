import {expect, it} from 'vitest';
import {planLayers} from '../../../../src/models/plan-layers';
import {NIN_IMAGENET} from '../../../../src/presets/networks/nin-imagenet';

it('nin-imagenet ends in a map of 6 × 6 per class, which is averaged', () => {
  const layers = planLayers(NIN_IMAGENET);
  expect(layers.find(layer => layer.row.name === 'cccp8-1024')?.outputShape).toEqual([6, 6, 1000]);
  expect(layers.find(layer => layer.row.name === 'pool4')?.outputShape).toEqual([1000]);
  expect(NIN_IMAGENET.layers.filter(row => row.name.startsWith('cccp'))).toHaveLength(8);
});
