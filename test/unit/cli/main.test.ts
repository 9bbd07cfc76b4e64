import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {builtCommand, runCommand} from '../../support/command';

describe('the file that runs', () => {
  beforeAll(async () => {
    await builtCommand();
  }, 240_000);

  it('prints the version of package.json', async () => {
    const {version} = JSON.parse(
      readFileSync(resolve(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as {
      version: string;
    };
    expect(await runCommand(['--version'])).toEqual({
      code: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('ends with the code of the command, and keeps errors off stdout', async () => {
    const {code, stdout, stderr} = await runCommand(['train']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--data');
  });
});
