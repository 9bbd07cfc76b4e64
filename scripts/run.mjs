// @ts-check
/**
 * Runs a TypeScript file of this repository: `node scripts/run.mjs FILE.ts [ARGUMENT…]`.
 *
 * In plain JavaScript, because it works in a fresh clone: it installs the packages where they are missing, or older than
 * the list of them. `tfjs-alexnet` is the built package in what it runs, as for a user, and not the source.
 */
import {spawnSync} from 'node:child_process';
import {existsSync, statSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const LOCK = join(ROOT, 'package-lock.json');
const IS_WINDOWS = process.platform === 'win32';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/run.mjs FILE.ts [ARGUMENT…]');
  process.exit(2);
}
if (!isInstalled()) {
  console.log('Installing packages …');
  const command = [existsSync(LOCK) ? 'ci' : 'install', '--no-audit', '--no-fund'];
  const status = npm(command, 'inherit');
  if (status !== 0) {
    console.error(`\nnpm ${command.join(' ')} failed (exit code ${status ?? 'none'}).`);
    process.exit(status ?? 1);
  }
}
// Imported only now, because before it may not have been installed.
const {register} = await import('tsx/esm/api');
register({tsconfig: false});
const script = resolve(file);
process.argv = [process.execPath, script, ...args];
await import(pathToFileURL(script).href);

/** Whether all packages that package.json names are installed. A touched but unchanged list is no reason to install. */
function isInstalled() {
  if (!existsSync(INSTALLED)) {
    return false;
  }
  const asked = Math.max(changedAt(LOCK), changedAt(join(ROOT, 'package.json')));
  return changedAt(INSTALLED) >= asked || npm(['ls', '--depth=0', '--json'], 'ignore') === 0;
}

/**
 * When a file was changed, in milliseconds; 0 for a missing file.
 *
 * @param {string} path
 */
function changedAt(path) {
  return statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0;
}

/**
 * Exit code of npm.
 *
 * @param {string[]} words
 * @param {'inherit' | 'ignore'} stdio
 */
function npm(words, stdio) {
  return spawnSync('npm', words, {cwd: ROOT, shell: IS_WINDOWS, stdio}).status;
}
