import {describe, expect, it} from 'vitest';
import {ByteBudget, requireSafeEntry} from '../../../../src/pretrained/data-sets/archive-entry';

describe('requireSafeEntry', () => {
  it.each(['../a', 'a/../../b', '..', '/a', 'C:/a', '\\a', 'a\\..\\b', 'a\0b', 'a\nb', ''])(
    'refuses %j',
    name => {
      expect(() => {
        requireSafeEntry('x.zip', name, 'file');
      }).toThrow(/leads out of the folder/);
    },
  );

  it.each(['a/b.jpg', 'a..b/c', '...', 'a/', './a'])('passes %j', name => {
    requireSafeEntry('x.zip', name, 'file');
    expect(name).not.toBe('');
  });

  it('refuses links and devices', () => {
    expect(() => {
      requireSafeEntry('x.zip', 'a', 'other');
    }).toThrow(/a link or a device/);
  });
});

describe('ByteBudget', () => {
  it('ends with the first byte too many', () => {
    const budget = new ByteBudget('x.zip', 10);
    budget.spend(4, 'a');
    budget.spend(6, 'b');
    expect(() => {
      budget.spend(1, 'c');
    }).toThrow(/at most 10 bytes/);
  });

  it('refuses lengths that are no numbers', () => {
    for (const bytes of [NaN, -1]) {
      expect(() => {
        new ByteBudget('x.zip', 10).spend(bytes, 'a');
      }).toThrow(/longer than those of the data set/);
    }
  });
});
