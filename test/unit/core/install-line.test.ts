import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {installLine} from '../../../src/core/install-line';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('installLine', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });
  const standIn = (folder: string, agent = ''): void => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    vi.stubEnv('npm_config_user_agent', agent);
  };

  it.each([
    ['package-lock.json', 'npm i sharp@1 webgpu'],
    ['pnpm-lock.yaml', 'pnpm add sharp@1 webgpu'],
    ['yarn.lock', 'yarn add sharp@1 webgpu'],
    ['bun.lock', 'bun add sharp@1 webgpu'],
    ['deno.lock', 'deno add npm:sharp@1 npm:webgpu'],
  ])('is for the package manager whose lock file is nearest: %s', (file, line) => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, file), '');
    mkdirSync(join(folder, 'src'));
    standIn(join(folder, 'src'), 'npm/11.0.0 node/v22.0.0 linux x64');
    expect(installLine('sharp@1', 'webgpu')).toBe(line);
  });

  it('is for the package manager that started the program where there is no lock file, else for npm', () => {
    for (const [agent, line] of [
      ['pnpm/10.1.0 npm/? node/v22.0.0 linux x64', 'pnpm add sharp'],
      ['', 'npm i sharp'],
      ['toString/1', 'npm i sharp'],
    ] as const) {
      standIn('/', agent);
      expect(installLine('sharp')).toBe(line);
    }
  });

  it('is for npm in a page, which has no folders', () => {
    vi.stubGlobal('process', undefined);
    expect(installLine('sharp')).toBe('npm i sharp');
  });
});
