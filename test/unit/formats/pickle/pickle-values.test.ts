import {describe, expect, it} from 'vitest';
import {PickleDict, PickleGlobal} from '../../../../src/formats/pickle/pickle-values';

describe('PickleDict', () => {
  it('returns the last value of a key, and undefined for a missing key', () => {
    const dict = new PickleDict();
    dict.set('a', 1);
    dict.set('b', 2);
    dict.set('a', 3);
    expect([dict.get('a'), dict.get('b'), dict.get('c'), dict.get('__proto__')]).toEqual([
      3,
      2,
      undefined,
      undefined,
    ]);
    expect(dict.keys).toEqual(['a', 'b', 'a']);
  });
});

describe('PickleGlobal', () => {
  it('cannot be called unless it is given a call', () => {
    expect(new PickleGlobal('a.b').call).toBeUndefined();
    expect(new PickleGlobal('a.b', ([first]) => first).call?.([1])).toBe(1);
  });
});
