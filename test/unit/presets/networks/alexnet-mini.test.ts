import {expect, it} from 'vitest';
import {ALEXNET_MINI} from '../../../../src/presets/networks/alexnet-mini';

it("alexnet-mini has a quarter of the paper's filters, 67 pixels and He initialization", () => {
  expect(ALEXNET_MINI.layers.filter(row => row.kind === 'conv').map(row => row.filters)).toEqual([
    24, 64, 96, 96, 64,
  ]);
  expect(ALEXNET_MINI.train.augmentation.cropArea).toEqual([0.35, 1]);
  expect([ALEXNET_MINI.inputShape[0], ALEXNET_MINI.init.kernel.kind, ALEXNET_MINI.preprocess.scale]).toEqual([
    67,
    'msra',
    'training-set',
  ]);
});
