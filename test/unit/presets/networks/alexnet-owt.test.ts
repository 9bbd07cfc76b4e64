import {expect, it} from 'vitest';
import {ALEXNET_OWT} from '../../../../src/presets/networks/alexnet-owt';

it("alexnet-owt has torchvision's sizes: no LRN, no groups, dropout before the dense layers", () => {
  expect(
    ALEXNET_OWT.layers.some(row => row.kind === 'lrn' || (row.kind === 'conv' && row.groups !== undefined)),
  ).toBe(false);
  expect(ALEXNET_OWT.layers.map(row => row.name).slice(-8)).toEqual([
    'pool5',
    'flatten',
    'drop6',
    'fc6',
    'drop7',
    'fc7',
    'fc8',
    'prob',
  ]);
  expect(ALEXNET_OWT.inputShape).toEqual([224, 224, 3]);
});
