import {join} from 'node:path';
import {spawnSync} from 'node:child_process';
import {build} from 'esbuild';

const source = (name: string): string => join(import.meta.dirname, `../../src/${name}.ts`);

/** Bundles programs of this folder into `outdir`, each `NAME.mjs`: a child process that loads them starts quickly. */
export async function buildPrograms(outdir: string, names: readonly string[]): Promise<void> {
  await build({
    entryPoints: names.map(name => join(import.meta.dirname, `${name}.ts`)),
    outdir,
    outExtension: {'.js': '.mjs'},
    bundle: true,
    platform: 'node',
    alias: {
      '#internal': source('internal'),
      'tfjs-alexnet': source('index'),
      'tfjs-alexnet/node': source('node'),
      'tfjs-alexnet/presets': source('presets'),
    },
    external: ['sharp', 'webgpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
    // One copy of tfjs for all, with the registrations that its packages do on import.
    mainFields: ['module', 'main'],
    ignoreAnnotations: true,
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
}

/** Runs a program in a PID namespace of its own, as in a container: `unshare` with these arguments before the program. */
export const IN_NAMESPACE = ['--pid', '--fork', '--kill-child'];
export const hasNamespaces = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;
