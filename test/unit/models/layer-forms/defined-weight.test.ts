import {describe, expect, it} from 'vitest';
import {convKernel, denseKernel, vector} from '../../../../src/models/layer-forms/defined-weight';

const ramp = (count: number): Float32Array => Float32Array.from({length: count}, (_, i) => i);

describe('defined weights', () => {
  it('transposes a convolution’s kernel from [out, in, height, width]', () => {
    const values = convKernel('c/kernel', 'c/0', [1, 2, 2, 2]).convert(ramp(8));
    // Value o·4 + i·2 + x stands at (x·2 + i)·2 + o.
    expect(Array.from(values)).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
  });

  it.each([true, false])(
    'transposes the inputs of a dense layer, part by part (output first: %s)',
    isOutputFirst => {
      const parts = [
        [1, 2, 2],
        [1, 1, 1],
      ] as const;
      const weight = denseKernel('d/kernel', 'd/0', {parts, units: 1, isOutputFirst, factor: 2});
      expect(weight.shape).toEqual([5, 1]);
      // Channels 0 and 1 of two pixels: there 0 1 | 2 3, here pixel by pixel; the last number stands alone.
      expect(Array.from(weight.convert(ramp(5)))).toEqual([0, 4, 2, 6, 8]);
    },
  );

  it('keeps units apart whichever comes first', () => {
    const parts = [[1, 1, 2]] as const;
    const [outputFirst, inputFirst] = [true, false].map(isOutputFirst =>
      Array.from(denseKernel('d', 's', {parts, units: 3, isOutputFirst}).convert(ramp(6))),
    );
    expect(outputFirst).toEqual([0, 2, 4, 1, 3, 5]);
    expect(inputFirst).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('transposes a value per element of a flattened image as well', () => {
    expect(Array.from(vector('b', 's', 4, [[2, 1, 2]]).convert(ramp(4)))).toEqual([0, 2, 1, 3]);
    expect(Array.from(vector('b', 's', 2).convert(ramp(2)))).toEqual([0, 1]);
  });
});
