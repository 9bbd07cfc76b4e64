import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {fileDigest} from '../../../src/setup/file-digest.node';
import {temporaryDirectory} from '../../support/temporary-directory';

it('fileDigest gives the SHA-256 of a file, and undefined for none', async () => {
  const file = join(temporaryDirectory(), 'abc');
  writeFileSync(file, 'abc');
  // FIPS 180-2, appendix B.1.
  expect(await fileDigest(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(await fileDigest(`${file}d`)).toBeUndefined();
});
