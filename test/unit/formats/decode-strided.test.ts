import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {decodeStrided, rowMajorStrides} from '../../../src/formats/decode-strided';

describe('rowMajorStrides', () => {
  it('counts the elements behind one step of each axis', () => {
    expect(rowMajorStrides([2, 3, 4])).toEqual([12, 4, 1]);
    expect(rowMajorStrides([5])).toEqual([1]);
    expect(rowMajorStrides([])).toEqual([]);
  });
});

describe('decodeStrided', () => {
  it('equals a loop over all indices, for any shape and strides', () => {
    const axes = fc.array(fc.tuple(fc.nat(4), fc.nat(7)), {maxLength: 4});
    fc.assert(
      fc.property(axes, fc.nat(3), (pairs, offset) => {
        const shape = pairs.map(([size]) => size);
        const strides = pairs.map(([, stride]) => stride);
        const values = Float32Array.from({length: 150}, (_, i) => i + 0.5);
        let expected = [offset];
        shape.forEach((size, axis) => {
          expected = expected.flatMap(at => Array.from({length: size}, (_, i) => at + i * strides[axis]!));
        });
        const target = new Float32Array(expected.length);
        const bytes = new Uint8Array(values.buffer);
        decodeStrided({bytes, type: 'float32', littleEndian: true, offset, shape, strides}, target);
        expect([...target]).toEqual(expected.map(at => at + 0.5));
      }),
      {seed: 7},
    );
  });

  it('reads halves with either end first', () => {
    const target = new Float32Array(2);
    const bytes = Uint8Array.from([0x3c, 0, 0x40, 0, 0x42, 0]);
    decodeStrided({bytes, type: 'float16', littleEndian: false, offset: 2, shape: [2], strides: [0]}, target);
    expect([...target]).toEqual([3, 3]);
  });
});
