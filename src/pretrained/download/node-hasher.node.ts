import {createHash} from 'node:crypto';
import type {MakeHasher} from './hasher';

/** Node's own digests: ten times as fast as those in JavaScript. */
export const nodeHasher: MakeHasher = algorithm => {
  const hash = createHash(algorithm);
  return {
    update: bytes => {
      hash.update(bytes);
    },
    hex: () => hash.digest('hex'),
  };
};
