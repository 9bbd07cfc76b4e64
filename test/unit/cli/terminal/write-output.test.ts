import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {readStart, requireOwnOrNew} from '../../../../src/cli/terminal/write-output';
import {requireWritable} from '../../../../src/disk/require-writable.node.js';
import {alexnet} from '../../../support/in-process';
import {expectAlexNetError} from '../../../support/matchers';

describe('an output file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'alexnet output-'));
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
  });

  it('is never in the place of a file of another program', async () => {
    const file = join(folder, 'out.json');
    const isOwn = (start: string): boolean => start.startsWith('{"own":');
    await requireOwnOrNew(file, isOwn);
    for (const text of ['', '{"own":1}']) {
      writeFileSync(file, text);
      await requireOwnOrNew(file, isOwn);
      expect(await readStart(file)).toBe(text);
    }
    writeFileSync(file, '{"other":1}');
    await expectAlexNetError(
      () => requireOwnOrNew(file, isOwn),
      'bad-state',
      file,
      'did not write it',
      'choose another --out',
    );
  });

  it.each([['features', '--model', 'nonesuch'], ['mean']])(
    'is asked by %s before anything is read',
    async (...command) => {
      mkdirSync(join(folder, 'taken.json'));
      const out = join(folder, 'taken.json');
      const {code, stderr} = await alexnet(...command, '--data', join(folder, 'nonesuch'), '--out', out);
      expect(code).toBe(1);
      expect(stderr).toContain(`writing ${out}: the operating system refused.`);
    },
  );

  it('is asked by visualize before anything is read', async () => {
    const out = join(folder, 'file');
    writeFileSync(out, '');
    const {code, stderr} = await alexnet('visualize', '--model', 'x', '--data', 'x', '--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain(`writing ${join(out, 'index.html')}`);
  });

  it.skipIf(!existsSync('/proc/self'))('ends where no folder can be made', async () => {
    await expectAlexNetError(() => requireWritable('/proc/none/out.txt'), 'io', 'ENOENT', 'fix:');
  });
});
