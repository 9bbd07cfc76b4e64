import {expect, it} from 'vitest';
import {nodeHasher} from '../../../../src/pretrained/download/node-hasher.node.js';

it('computes the digests of "abc" in the standard', () => {
  const digest = (algorithm: 'sha1' | 'sha256'): string => {
    const hasher = nodeHasher(algorithm);
    hasher.update(new TextEncoder().encode('a'));
    hasher.update(new TextEncoder().encode('bc'));
    return hasher.hex();
  };
  // FIPS 180-2, appendices A.1 and B.1.
  expect(digest('sha1')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
  expect(digest('sha256')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
