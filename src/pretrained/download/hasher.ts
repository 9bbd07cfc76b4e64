import {sha1} from '@noble/hashes/legacy.js';
import {sha256} from '@noble/hashes/sha2.js';
import {bytesToHex} from '@noble/hashes/utils.js';
import type {FileDigest} from '../../presets/pretrained';

/** Computes a digest piece by piece, which the browser's own `crypto.subtle` does not. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** The digest of all pieces, in hexadecimal. Call it once, at the end. */
  hex(): string;
}

/** Makes a {@link Hasher}; Node has a faster one than what is here. */
export type MakeHasher = (algorithm: FileDigest['algorithm']) => Hasher;

/** Digests in plain JavaScript, for everywhere. */
export const makeHasher: MakeHasher = algorithm => {
  const hash = algorithm === 'sha256' ? sha256.create() : sha1.create();
  return {
    update: bytes => {
      hash.update(bytes);
    },
    hex: () => bytesToHex(hash.digest()),
  };
};
