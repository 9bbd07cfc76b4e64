import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {writeOutput} from '../../../src/cli/write-output';
import {expectAlexNetError} from '../../support/matchers';

describe('writeOutput', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'alexnet output-'));
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
  });

  it('makes the folders on the way and leaves nothing but the file', async () => {
    await writeOutput(join(folder, 'a b', 'ü.txt'), 'text');
    expect(readFileSync(join(folder, 'a b', 'ü.txt'), 'utf8')).toBe('text');
    expect(readdirSync(join(folder, 'a b'))).toEqual(['ü.txt']);
  });

  it('replaces a file, and says what the system said where it cannot', async () => {
    const file = join(folder, 'out');
    writeFileSync(file, 'old');
    await writeOutput(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    await expectAlexNetError(() => writeOutput(join(file, 'inside.txt'), 'x'), 'io', 'inside.txt', 'fix:');
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it.skipIf(!existsSync('/proc/self'))('ends where no folder can be made', async () => {
    await expectAlexNetError(() => writeOutput('/proc/none/out.txt', 'x'), 'io', 'ENOENT', 'fix:');
  });
});
