import {describe, expect, it} from 'vitest';
import {encodeFloats} from '../../../src/formats/encode-floats';

const words = (values: number[], dtype: 'float16' | 'bfloat16'): number[] => [
  ...new Uint16Array(encodeFloats(Float32Array.from(values), dtype).buffer),
];

describe('encodeFloats', () => {
  it('writes float32 as it is', () => {
    expect([...encodeFloats(Float32Array.of(1), 'float32')]).toEqual([0, 0, 0x80, 0x3f]);
  });

  // Bit patterns of IEEE 754 binary16, written down by hand.
  it('rounds to float16, to the even one of two as near', () => {
    expect(words([1, -2, 65504, 2 ** -24, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 1e6], 'float16')).toEqual([
      0x3c00, 0xc000, 0x7bff, 0x0001, 0x3c00, 0x3c02, 0x7c00,
    ]);
  });

  it('rounds to bfloat16, which ends where float32 does, and keeps NaN', () => {
    expect(words([1, -2, 1e30, 1 + 2 ** -8, 1 + 3 * 2 ** -8, NaN, Infinity, 3.4e38], 'bfloat16')).toEqual([
      0x3f80, 0xc000, 0x714a, 0x3f80, 0x3f82, 0x7fc0, 0x7f80, 0x7f80,
    ]);
  });
});
