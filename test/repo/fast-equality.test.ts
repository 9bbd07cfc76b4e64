/** The quick comparison of arrays of numbers has the result of vitest's own. */
import {equals, iterableEquality, typeEquality, type Tester} from '@vitest/expect';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {equalNumbers} from '../support/fast-equality';

const number = fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity);
const numbers = fc.array(number, {minLength: 9, maxLength: 12});
const value = fc.oneof(
  numbers,
  numbers.map(array => Float32Array.from(array)),
  numbers.map(array => Float64Array.from(array)),
  numbers.map(array => Uint8Array.from(array)),
  numbers.map(array => Buffer.from(array)),
  numbers.map(array => new Array<number>(array.length)),
  numbers.map(array => array.map(String)),
);
/** Most pairs differ in one place at most. */
const pair = fc.oneof(
  fc.tuple(value, value),
  value.map(one => [one, one.slice()] as const),
  fc.tuple(value, fc.nat({max: 8}), number).map(([one, at, other]) => {
    const changed = one.slice();
    changed[at] = other;
    return [one, changed] as const;
  }),
);

describe('fast equality', () => {
  it.each<[string, Tester[]]>([
    ['toEqual', [iterableEquality]],
    ['toStrictEqual', [iterableEquality, typeEquality]],
  ])('has the result of %s without it', (_, testers) => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(equals(a, b, [equalNumbers, ...testers])).toBe(equals(a, b, testers));
      }),
      {numRuns: 2000},
    );
  });

  it('leaves matchers to vitest', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, expect.closeTo(9)]);
    expect(equalNumbers([1], [1])).toBeUndefined();
  });

  it('decides where it can', () => {
    const ones = new Float32Array(9).fill(1);
    expect(equalNumbers(ones, ones.slice())).toBe(true);
    expect(equalNumbers(ones, new Float32Array(9))).toBe(false);
    expect(equalNumbers([...ones], [...ones])).toBe(true);
  });
});
