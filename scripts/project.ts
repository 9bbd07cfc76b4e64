/** Shared by the scripts: the folder of the project, the build, and how to run a script and the tests. */
import {spawn, spawnSync} from 'node:child_process';
import {readdirSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** Folder of this package. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Runs a TypeScript file: `node RUN FILE.ts`. */
export const RUN = join(ROOT, 'scripts/run.mjs');
/** The program of the test runner. */
export const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** Builds the library where its output is missing, or older than a source. */
export function ensureBuilt(): void {
  const outputs = ['index.js', 'index.cjs', 'index.d.ts', 'node.js', 'cli.js'];
  const oldest = Math.min(...outputs.map(name => changedAt(join(ROOT, 'dist', name))));
  const sources = [
    ...readdirSync(join(ROOT, 'src'), {recursive: true, encoding: 'utf8'}).map(name => join('src', name)),
    'tsup.config.ts',
    'package.json',
  ];
  if (oldest > Math.max(...sources.map(name => changedAt(join(ROOT, name))))) {
    return;
  }
  console.log('Building …');
  const {status} = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    shell: process.platform === 'win32',
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`\nnpm run build failed (exit code ${status ?? 'none'}).`);
    process.exit(status ?? 1);
  }
}

/** Builds the native kernels of this machine where they are missing or stale; says why where they cannot be built. */
export async function ensureNativeBuilt(): Promise<void> {
  const {ensureNative} = await import('./build-native');
  const whyNot = ensureNative();
  if (whyNot !== undefined) {
    console.log(`No native kernels, WebAssembly computes instead: ${whyNot}.`);
  }
}

/** Runs Node with these arguments and returns its exit code. Ctrl-C goes to the child, which ends in its own way. */
export function runNode(args: readonly string[]): Promise<number> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, {stdio: 'inherit', cwd: ROOT});
    const wait = (): void => undefined;
    process.on('SIGINT', wait);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      resolve(signal === null ? (code ?? 1) : 130);
    });
  });
}

/** When a file was changed, in milliseconds; 0 for a missing file. */
function changedAt(path: string): number {
  return statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0;
}
