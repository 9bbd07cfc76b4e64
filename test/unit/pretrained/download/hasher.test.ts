import {createHash} from 'node:crypto';
import {expect, it} from 'vitest';
import {RandomStream} from '../../../../src/core/random';
import {makeHasher} from '../../../../src/pretrained/download/hasher';

it.each(['sha256', 'sha1'] as const)('computes %s as Node does, whatever the pieces', algorithm => {
  const stream = RandomStream.derive('hasher', algorithm);
  const pieces = [0, 1, 63, 64, 65, 1000, 4096].map(length =>
    Uint8Array.from({length}, () => Math.floor(256 * stream.uniform())),
  );
  const hasher = makeHasher(algorithm);
  const known = createHash(algorithm);
  for (const piece of pieces) {
    hasher.update(piece);
    known.update(piece);
  }
  expect(hasher.hex()).toBe(known.digest('hex'));
});
