import {describe, expect, it} from 'vitest';
import type {NamedArray} from '../../../src/core/named-array';
import {foldParametrizations} from '../../../src/formats/fold-parametrizations';

const array = (name: string, ...values: number[]): NamedArray => ({
  name,
  shape: [values.length],
  data: Float32Array.from(values),
});

const arrayOf = (name: string, shape: number[], values: number[]): NamedArray => ({
  name,
  shape,
  data: Float32Array.from(values),
});

describe('foldParametrizations', () => {
  it.each([
    ['c.weight_g', 'c.weight_v'],
    ['c.parametrizations.weight.original0', 'c.parametrizations.weight.original1'],
  ])('scales the directions of weight normalization to their lengths (%s)', (length, direction) => {
    const folded = foldParametrizations([
      arrayOf('c.bias', [2], [0, 0]),
      arrayOf(length, [2, 1], [10, 2]),
      arrayOf(direction, [2, 2], [3, 4, 0, 5]),
    ]);
    expect(folded).toEqual([arrayOf('c.bias', [2], [0, 0]), arrayOf('c.weight', [2, 2], [6, 8, 0, 2])]);
  });

  it('takes the length of weight normalization along the axes that it does not have', () => {
    const columns = [arrayOf('w_g', [1, 2], [10, 1]), arrayOf('w_v', [2, 2], [3, 0, 4, 7])];
    expect(foldParametrizations(columns)).toEqual([arrayOf('w', [2, 2], [6, 0, 8, 1])]);
    const all = [arrayOf('w_g', [], [10]), arrayOf('w_v', [2, 1], [3, 4])];
    expect(foldParametrizations(all)).toEqual([arrayOf('w', [2, 1], [6, 8])]);
  });

  it.each([
    ['c.weight_orig', 'c.weight_u', 'c.weight_v'],
    [
      'c.parametrizations.weight.original',
      'c.parametrizations.weight.0._u',
      'c.parametrizations.weight.0._v',
    ],
  ])('divides by the singular value of spectral normalization (%s)', (weight, u, v) => {
    const folded = foldParametrizations([
      arrayOf(weight, [2, 3], [1, 2, 3, 4, 5, 6]),
      arrayOf(u, [2], [1, 0]),
      arrayOf(v, [3], [0, 1, 0]),
    ]);
    expect(folded).toEqual([arrayOf('c.weight', [2, 3], [0.5, 1, 1.5, 2, 2.5, 3])]);
  });

  it('leaves parts that do not fit together', () => {
    const arrays = [
      arrayOf('a_g', [3, 1], [1, 1, 1]),
      arrayOf('a_v', [2, 2], [1, 2, 3, 4]),
      arrayOf('b_orig', [2, 2], [1, 2, 3, 4]),
      arrayOf('b_u', [3], [1, 2, 3]),
      arrayOf('b_v', [2], [1, 2]),
      arrayOf('_g', [1, 1], [1]),
      arrayOf('_v', [1, 1], [1]),
    ];
    expect(foldParametrizations(arrays)).toEqual(arrays);
  });

  it('multiplies weights by their masks, in their place', () => {
    const folded = foldParametrizations([
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
    expect(foldParametrizations(arrays)).toEqual(arrays);
  });
});
