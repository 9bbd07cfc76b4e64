import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {build} from 'esbuild';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

/** The file as a bundle of the sources: no other build is needed for it. */
describe('the file that runs', () => {
  // Within node_modules, so that packages that stay outside the bundle are found.
  const folder = mkdtempSync(join(ROOT, 'node_modules/.cli-main-'));
  const command = join(folder, 'dist/cli.mjs');
  const run = (...args: string[]): {code: number | null; stdout: string; stderr: string} => {
    const {status, stdout, stderr} = spawnSync(process.execPath, [command, ...args], {encoding: 'utf8'});
    return {code: status, stdout, stderr};
  };

  beforeAll(async () => {
    copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    await build({
      entryPoints: [join(ROOT, 'src/cli/main.ts')],
      outfile: command,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@tensorflow/*', 'sharp', 'webgpu', 'commander', 'undici', 'cli-progress', 'uplot', 'yauzl'],
      tsconfig: join(ROOT, 'tsconfig.json'),
      logLevel: 'error',
    });
  });
  afterAll(() => {
    rmSync(folder, {recursive: true, force: true});
  });

  it('prints the version of package.json', () => {
    const {version} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {version: string};
    expect(run('--version')).toEqual({code: 0, stdout: `${version}\n`, stderr: ''});
  });

  it('ends with the code of the command, and keeps errors off stdout', () => {
    const {code, stdout, stderr} = run('train');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--data');
  });
});
