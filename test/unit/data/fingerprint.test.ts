import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {fingerprintOf} from '../../../src/data/fingerprint';

const part = fc.oneof(fc.string({maxLength: 6}), fc.integer());

describe('fingerprintOf', () => {
  it('is 16 hexadecimal digits, equal for equal lists and different for others', () => {
    fc.assert(
      fc.property(fc.array(part, {maxLength: 8}), fc.array(part, {maxLength: 8}), (a, b) => {
        expect(fingerprintOf(a)).toMatch(/^[0-9a-f]{16}$/);
        expect(fingerprintOf([...a])).toBe(fingerprintOf(a));
        expect(fingerprintOf(a) === fingerprintOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      {seed: 1, numRuns: 500},
    );
  });

  it('tells 1 from "1", and where one part ends from where the next begins', () => {
    expect(fingerprintOf([1])).not.toBe(fingerprintOf(['1']));
    expect(fingerprintOf(['ab', 'c'])).not.toBe(fingerprintOf(['a', 'bc']));
  });

  it('has no collision among 100,000 file names', () => {
    const seen = new Set(Array.from({length: 100_000}, (_, i) => fingerprintOf([`cat.${i}.jpg`])));
    expect(seen.size).toBe(100_000);
  });
});
