import type * as fsModule from 'node:fs';
import type * as pathModule from 'node:path';
import {builtinModule, nodeVersion} from './builtin-module';

/** The command of each package manager that adds packages to a project. */
const ADD = {
  npm: 'npm i',
  pnpm: 'pnpm add',
  yarn: 'yarn add',
  bun: 'bun add',
  deno: 'deno add',
} as const;

type PackageManager = keyof typeof ADD;

/** The file that a package manager leaves in the folder of a project. */
const LOCK_FILES: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['deno.lock', 'deno'],
  ['package-lock.json', 'npm'],
];

/**
 * Returns the line that installs packages, for the package manager of the project: the one whose lock file is nearest,
 * else the one that started this program, else npm.
 *
 * @param packages - Each with its version range: `sharp@^0.35.0`.
 */
export function installLine(...packages: readonly string[]): string {
  const manager = packageManager();
  const names = manager === 'deno' ? packages.map(name => `npm:${name}`) : packages;
  return `${ADD[manager]} ${names.join(' ')}`;
}

function packageManager(): PackageManager {
  if (nodeVersion() === undefined) {
    return 'npm';
  }
  // A bare name would make Parcel look for a package `process`.
  const {process} = globalThis;
  const {existsSync} = builtinModule<typeof fsModule>('node:fs');
  const path = builtinModule<typeof pathModule>('node:path');
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const found = LOCK_FILES.find(([file]) => existsSync(path.join(folder, file)));
    if (found !== undefined) {
      return found[1];
    }
    if (folder === path.dirname(folder)) {
      break;
    }
  }
  // Such as `pnpm/10.1.0 npm/? node/v22.12.0 linux x64`.
  const agent = (process.env.npm_config_user_agent ?? '').split('/')[0] ?? '';
  return Object.hasOwn(ADD, agent) ? (agent as PackageManager) : 'npm';
}
