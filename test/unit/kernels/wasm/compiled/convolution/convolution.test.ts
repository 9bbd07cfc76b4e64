import fc from 'fast-check';
import {beforeAll, describe, it} from 'vitest';
import {groupedConv2d} from '../../../../../../src/ops/grouped-conv2d';
import {evenPadding} from '../../../../../support/conv-shapes';
import {useCompiledKernels} from '../../../../../support/compiled-kernels';
import {expectConvolution} from '../../../../../support/expect-convolution';

beforeAll(async () => {
  await useCompiledKernels();
});

describe('convolve and its gradients', () => {
  it('equal the definition with groups, strides, dilations and paddings', () => {
    fc.assert(
      fc.property(
        fc.record({
          batch: fc.integer({min: 1, max: 3}),
          height: fc.integer({min: 5, max: 11}),
          width: fc.integer({min: 5, max: 11}),
          groups: fc.integer({min: 1, max: 3}),
          channels: fc.integer({min: 1, max: 5}),
          filters: fc.integer({min: 1, max: 9}),
          kernel: fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3})),
          step: fc.constantFrom<[number, number]>([1, 1], [2, 1], [1, 2], [3, 2], [1, 3]),
          padding: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 1, 2),
          seed: fc.nat(),
        }),
        ({batch, height, width, groups, channels, filters, kernel, step, padding, seed}) => {
          const [strides, dilations] = step;
          const reach =
            2 * (typeof padding === 'number' ? padding : padding === 'same' ? 9 : 0) +
            Math.min(height, width);
          fc.pre((Math.max(...kernel) - 1) * dilations < reach);
          expectConvolution(
            {
              input: [batch, height, width, groups * channels],
              filter: [...kernel, channels, groups * filters],
              strides,
              dilations,
              pad: typeof padding === 'number' ? evenPadding(padding) : padding,
              groups,
              seed,
            },
            (x, w) => groupedConv2d(x, w, {groups, padding, strides, dilations}),
          );
        },
      ),
      {seed: 71, numRuns: 50},
    );
  });
});
