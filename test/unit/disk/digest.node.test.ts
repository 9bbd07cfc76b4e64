import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {fileDigest, linkIfWhole, sha256Of} from '../../../src/disk/digest.node';
import {temporaryDirectory} from '../../support/temporary-directory';

it('fileDigest returns the SHA-256 of a file, and undefined for none', async () => {
  const file = join(temporaryDirectory(), 'abc');
  writeFileSync(file, 'abc');
  // FIPS 180-2, appendix B.1.
  expect(await fileDigest(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(await fileDigest(`${file}d`)).toBeUndefined();
});

describe('linkIfWhole', () => {
  const root = temporaryDirectory();

  it('adds a second name to a file with these bytes', async () => {
    writeFileSync(join(root, 'whole'), 'abc');
    expect(await linkIfWhole(join(root, 'whole'), join(root, 'again'), {sha256: sha256Of('abc')})).toBe(true);
    expect(readFileSync(join(root, 'again'), 'utf8')).toBe('abc');
  });

  it('refuses a file that is missing or has other bytes', async () => {
    writeFileSync(join(root, 'other'), 'abd');
    expect(await linkIfWhole(join(root, 'no'), join(root, 'link'), {sha256: ''})).toBe(false);
    expect(await linkIfWhole(join(root, 'other'), join(root, 'link'), {sha256: sha256Of('abc')})).toBe(false);
  });
});
