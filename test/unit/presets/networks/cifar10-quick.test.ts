import {expect, it} from 'vitest';
import {CIFAR10_QUICK} from '../../../../src/presets/networks/cifar10-quick';

it('cifar10-quick has the order and fillers of Caffe’s cifar10_quick', () => {
  expect(CIFAR10_QUICK.layers.map(row => row.name).join(' ')).toBe(
    'conv1 pool1 relu1 conv2 pool2 conv3 pool3 flatten ip1 ip2 prob',
  );
  expect(CIFAR10_QUICK.layers.flatMap(row => ('kernelInit' in row ? [row.kernelInit] : []))).toEqual([
    {kind: 'gaussian', stddev: 0.0001},
    {kind: 'gaussian', stddev: 0.1},
    {kind: 'gaussian', stddev: 0.1},
  ]);
});
