import {describe, expect, it} from 'vitest';
import {convertWeights} from '../../../src/definitions/definition-weights';
import {vector} from '../../../src/models/layer-forms/defined-weight';

const ramp = (count: number): Float32Array => Float32Array.from({length: count}, (_, i) => i);

describe('convertWeights', () => {
  it('reports all that is missing or of another size, and takes shapes with ones in front', () => {
    const {arrays, problems} = convertWeights(
      [vector('a/bias', 'a/1', 2), vector('b/bias', 'b/1', 2), vector('c/bias', 'c/1', 2)],
      [
        {name: 'a/1', shape: [1, 1, 1, 2], data: ramp(2)},
        {name: 'b/1', shape: [3], data: ramp(3)},
      ],
    );
    expect(arrays).toEqual([{name: 'a/bias', shape: [2], data: ramp(2)}]);
    expect(problems).toEqual(['b/1 has 3 values, [3], where b/bias has 2, [2]', 'c/1 (c/bias) is missing']);
  });
});
