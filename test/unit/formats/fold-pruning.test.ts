import {describe, expect, it} from 'vitest';
import type {NamedArray} from '../../../src/core/named-array';
import {foldPruning} from '../../../src/formats/fold-pruning';

const array = (name: string, ...values: number[]): NamedArray => ({
  name,
  shape: [values.length],
  data: Float32Array.from(values),
});

describe('foldPruning', () => {
  it('multiplies weights by their masks, in their place', () => {
    const folded = foldPruning([
      array('a.bias', 1),
      array('a.weight_orig', 2, 3),
      array('a.weight_mask', 1, 0),
    ]);
    expect(folded).toEqual([array('a.bias', 1), array('a.weight', 2, 0)]);
  });

  it('leaves arrays alone that are no such pair', () => {
    const arrays = [
      array('a.weight_orig', 2),
      array('b.weight_mask', 1),
      array('c.weight_orig', 2),
      array('c.weight_mask', 1, 1),
      array('d.weight_orig', 2),
      array('d.weight_mask', 1),
      array('d.weight', 7),
    ];
    expect(foldPruning(arrays)).toEqual(arrays);
  });
});
