import {describe, expect, it} from 'vitest';
import {encodeNpy} from '../../../../src/formats/numpy/encode-npy';
import {expectAlexNetError} from '../../../support/matchers';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('encodeNpy', () => {
  it('writes the header of format 1.0 and starts the numbers at a multiple of 64', () => {
    const bytes = encodeNpy(Float32Array.of(1, -2.5, 3, 4, 5, 6), [2, 3]);
    const headerLength = Buffer.from(bytes).readUInt16LE(8);
    expect(textOf(bytes).slice(0, 8)).toBe('\x93NUMPY\x01\x00');
    expect(textOf(bytes).slice(10, 10 + headerLength)).toMatch(
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/,
    );
    expect((10 + headerLength) % 64).toBe(0);
    expect(bytes.length).toBe(10 + headerLength + 24);
    expect(Buffer.from(bytes).readFloatLE(10 + headerLength + 4)).toBe(-2.5);
  });

  it('writes one axis as a tuple of one, and no axis as an empty one', () => {
    expect(textOf(encodeNpy(new Float32Array(5), [5]))).toContain("'shape': (5,)");
    expect(textOf(encodeNpy(new Float32Array(1), []))).toContain("'shape': ()");
    expect(textOf(encodeNpy(new Float32Array(0), [0, 4]))).toContain("'shape': (0, 4)");
  });

  it('refuses numbers that do not fill the shape', async () => {
    await expectAlexNetError(
      () => encodeNpy(new Float32Array(5), [2, 3]),
      'bad-argument',
      'data.length = 5',
      'from 6 to 6',
    );
  });
});
