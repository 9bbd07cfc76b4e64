import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {requireWritable} from '../../../src/disk/require-writable.node.js';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const folder = temporaryDirectory();

it('tells before the work whether a file could be written, and leaves nothing but folders', async () => {
  const file = join(folder, 'new', 'out.txt');
  await requireWritable(file);
  expect(readdirSync(join(folder, 'new'))).toEqual([]);
  writeFileSync(file, 'old');
  await requireWritable(file);
  expect(readFileSync(file, 'utf8')).toBe('old');
  await expectAlexNetError(() => requireWritable(join(file, 'inside.txt')), 'io', 'inside.txt', 'fix:');
  await expectAlexNetError(() => requireWritable(join(folder, 'new')), 'io', 'is a directory', 'fix:');
});
