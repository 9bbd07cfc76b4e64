import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {build} from 'esbuild';
import {describe, expect, it} from 'vitest';
import {temporaryDirectory} from '../../support/temporary-directory';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('the command without its peers', () => {
  it('prints the line that installs those that are missing, and no stack', async () => {
    const folder = temporaryDirectory();
    const command = join(folder, 'start.mjs');
    await build({
      ...{entryPoints: [join(ROOT, 'src/cli/start.ts')], outfile: command, bundle: true, platform: 'node'},
      ...{format: 'esm', external: ['./main'], logLevel: 'error'},
    });
    const core = join(folder, 'node_modules/@tensorflow/tfjs-core');
    mkdirSync(core, {recursive: true});
    writeFileSync(join(core, 'index.js'), '');
    writeFileSync(join(folder, 'yarn.lock'), '');
    const options = {cwd: folder, encoding: 'utf8'} as const;
    const {status, stdout, stderr} = spawnSync(process.execPath, [command, 'train', '--json'], options);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'alexnet: @tensorflow/tfjs-layers is not installed.\n  fix: yarn add @tensorflow/tfjs-layers@4\n',
    );
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'unsupported',
        where: 'alexnet',
        problem: '@tensorflow/tfjs-layers is not installed.',
        fix: 'yarn add @tensorflow/tfjs-layers@4',
      },
    });
  });
});
