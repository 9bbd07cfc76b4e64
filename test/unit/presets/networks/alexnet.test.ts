import {expect, it} from 'vitest';
import {ALEXNET} from '../../../../src/presets/networks/alexnet';

it('alexnet has the sizes and constants of the paper', () => {
  // Section 3.5 and figure 2: sizes, groups and order; section 3.3: LRN; section 5: constants and biases.
  expect(
    ALEXNET.layers
      .filter(row => row.kind === 'conv')
      .map(row => [row.filters, row.kernelSize, row.groups ?? 1, row.biasInit ?? 0]),
  ).toEqual([
    [96, 11, 1, 0],
    [256, 5, 2, 1],
    [384, 3, 1, 0],
    [384, 3, 2, 1],
    [256, 3, 2, 1],
  ]);
  expect(ALEXNET.layers.find(row => row.kind === 'lrn')).toMatchObject({
    depthRadius: 2,
    bias: 2,
    alpha: 1e-4,
    beta: 0.75,
  });
  expect(ALEXNET.train).toMatchObject({learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005});
});
