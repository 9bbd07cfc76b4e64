import {expect, it} from 'vitest';
import {ALEXNET_ONE_TOWER} from '../../../../src/presets/networks/alexnet-one-tower';

it('alexnet-one-tower has one tower, a radius of 5 and two classes', () => {
  expect(
    ALEXNET_ONE_TOWER.layers.filter(row => row.kind === 'conv').every(row => (row.groups ?? 1) === 1),
  ).toBe(true);
  expect(ALEXNET_ONE_TOWER.layers.filter(row => row.kind === 'lrn').map(row => row.depthRadius)).toEqual([
    5, 5,
  ]);
  expect([ALEXNET_ONE_TOWER.classes, ALEXNET_ONE_TOWER.init.kernel]).toEqual([
    2,
    {kind: 'truncatedGaussian', stddev: 0.01},
  ]);
});
