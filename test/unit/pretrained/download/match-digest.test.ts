import {expect, it} from 'vitest';
import {matchesDigest} from '../../../../src/pretrained/download/match-digest';

it('compares the whole digest, and its beginning only where no more was published', () => {
  expect(matchesDigest({algorithm: 'sha256', hex: 'abcd'}, 'abcd')).toBe(true);
  expect(matchesDigest({algorithm: 'sha256', hex: 'abcd'}, 'abcdef')).toBe(false);
  expect(matchesDigest({algorithm: 'sha256', hex: 'abcd', isPrefix: true}, 'abcdef')).toBe(true);
  expect(matchesDigest({algorithm: 'sha256', hex: 'bcd', isPrefix: true}, 'abcdef')).toBe(false);
});
