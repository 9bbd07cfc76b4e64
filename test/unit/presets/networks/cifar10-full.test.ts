import {expect, it} from 'vitest';
import {CIFAR10_FULL} from '../../../../src/presets/networks/cifar10-full';

it('cifar10-full has LRN within channels, after the activation', () => {
  expect(CIFAR10_FULL.layers.map(row => row.name).join(' ')).toBe(
    'conv1 pool1 relu1 norm1 conv2 pool2 norm2 conv3 pool3 flatten ip1 prob',
  );
  expect(CIFAR10_FULL.layers.filter(row => row.kind === 'spatialLrn')).toHaveLength(2);
  expect(CIFAR10_FULL.train.multipliers?.['ip1/kernel']).toEqual({weightDecay: 250});
});
