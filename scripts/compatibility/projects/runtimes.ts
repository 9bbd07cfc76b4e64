/** Versions of Node, Bun and Deno. */
import type {Project} from '../project';
import {command, ESM, NODE, RUN_BOTH} from './programs';

const nodeVersion = (version: string): Project => ({
  id: `node-${version}`,
  group: 'Runtimes',
  title: `Node ${version}`,
  tools: [`node@${version}`],
  version: 'node --version',
  files: NODE,
  run: ['npm install --no-audit --no-fund TARBALL PEERS', ...RUN_BOTH, ...command('npx alexnet')],
});

export const RUNTIMES: readonly Project[] = [
  ...['20', '22', '24', '26'].map(nodeVersion),
  {
    id: 'bun',
    group: 'Runtimes',
    title: 'Bun, and `bunx --bun alexnet`',
    tools: ['bun'],
    version: 'bun --version',
    files: NODE,
    run: ['bun add TARBALL PEERS', 'bun main.mjs', 'bun main.cjs', ...command('bunx --bun alexnet')],
  },
  {
    id: 'deno',
    group: 'Runtimes',
    title: 'Deno with `node_modules`',
    tools: ['deno'],
    version: 'deno --version | head -1',
    files: {...ESM, 'deno.json': '{"nodeModulesDir": "manual"}'},
    run: [
      'npm install --no-audit --no-fund TARBALL PEERS',
      'deno run --allow-all main.mjs',
      ...command('deno run --allow-all npm:tfjs-alexnet'),
    ],
  },
];
