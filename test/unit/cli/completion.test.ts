import {execFileSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';

/** What bash offers for a line, with the script of the command in place. */
async function complete(...words: string[]): Promise<string[]> {
  const {stdout} = await alexnet('completion', 'bash');
  const quoted = words.map(word => `'${word}'`).join(' ');
  const body = `${stdout}\nCOMP_WORDS=(alexnet ${quoted}); COMP_CWORD=${words.length}; _alexnet; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', body], {encoding: 'utf8'}).split('\n').filter(Boolean);
}

/** Whether a shell is installed. */
function has(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true']);
    return true;
  } catch {
    return false;
  }
}

describe('alexnet completion', () => {
  it.skipIf(!has('bash'))('offers commands, options and values in bash', async () => {
    expect(await complete('tr')).toEqual(['train']);
    expect(await complete('--js')).toEqual(['--json']);
    expect(await complete('train', '--batch')).toEqual(['--batch', '--batch-size', '--batch-norm']);
    expect(await complete('train', '--out', 'x', '--optimizer', '')).toEqual(['momentum', 'sgd', 'adam']);
    expect(await complete('train', '--preset', 'alexnet-m')).toEqual(['alexnet-mini']);
    expect(await complete('train', '--recipe', 'sm')).toEqual(['small-data']);
    expect((await complete('predict', 'ts')).sort()).toEqual(['tsconfig.json', 'tsup.config.ts']);
    expect(await complete('train', '--data', 'sr')).toEqual(['src']);
  });

  it.skipIf(!has('zsh'))('is a script that zsh reads', async () => {
    const {stdout} = await alexnet('completion', 'zsh');
    execFileSync('zsh', ['-f', '-c', `compdef() { :; }\n${stdout}\nwhence _alexnet`]);
  });

  it.skipIf(!has('fish'))('is a script that fish reads', async () => {
    const {stdout} = await alexnet('completion', 'fish');
    execFileSync('fish', ['--no-config', '-c', stdout]);
  });

  it('refuses other shells, and prints the script in JSON', async () => {
    expect((await alexnet('completion', 'tcsh')).code).toBe(2);
    const {result} = await alexnetJson<{shell: string; script: string}>('completion', 'zsh');
    expect(result).toMatchObject({
      shell: 'zsh',
      script: expect.stringContaining('compdef _alexnet') as string,
    });
  });
});
