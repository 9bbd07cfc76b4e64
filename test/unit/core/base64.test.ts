import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {base64Length, decodeFloat32, encodeFloat32} from '../../../src/core/base64';

describe('float32 as base64', () => {
  it('is little-endian', () => {
    // 1.0 is 0x3f800000: bytes 00 00 80 3f.
    expect(encodeFloat32(Float32Array.of(1))).toBe(Buffer.from([0, 0, 0x80, 0x3f]).toString('base64'));
  });

  it('comes back as it was, bit for bit, and has the length that was promised', () => {
    fc.assert(
      fc.property(fc.float32Array({maxLength: 40}), values => {
        const text = encodeFloat32(values);
        expect(text.length).toBe(base64Length(4 * values.length));
        expect(decodeFloat32(text, values.length)).toEqual(values);
      }),
      {seed: 1, numRuns: 100},
    );
  });

  it('survives more numbers than a call has arguments', () => {
    const values = Float32Array.from({length: 100_000}, (_, i) => i / 7);
    const back = decodeFloat32(encodeFloat32(values), values.length);
    expect(Buffer.from(back!.buffer).equals(Buffer.from(values.buffer))).toBe(true);
  });

  it.each([
    ['another count', encodeFloat32(Float32Array.of(1, 2)), 3],
    ['letters that are none of base64', '!!!!!!!!', 1],
    ['white space in place of letters', '       =', 1],
    ['an empty text', '', 1],
    ['a count that would need gigabytes', 'AAAA', 1e12],
  ])('returns undefined for %s', (_title, text, count) => {
    expect(decodeFloat32(text, count)).toBeUndefined();
  });
});
