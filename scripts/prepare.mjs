/** What `npm start` and `npm test` need before they can do their work: packages and the built library. */
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, readdirSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** Folder of this package. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs the packages when they are not there, or older than the list of them. */
export function ensureInstalled() {
  const done = join(ROOT, 'node_modules/.package-lock.json');
  const lock = join(ROOT, 'package-lock.json');
  const isCurrent =
    existsSync(done) && timeOf(done) >= Math.max(timeOf(lock), timeOf(join(ROOT, 'package.json')));
  if (isCurrent || (existsSync(done) && !isMissingAny())) {
    return;
  }
  console.log('Installing packages …');
  npm(existsSync(lock) ? ['ci', '--no-audit', '--no-fund'] : ['install', '--no-audit', '--no-fund']);
}

/** Builds the library when its output is missing, or older than a source. */
export function ensureBuilt() {
  const outputs = ['index.js', 'index.cjs', 'index.d.ts', 'node.js', 'cli.js'].map(name =>
    join(ROOT, 'dist', name),
  );
  const oldest = Math.min(...outputs.map(timeOf));
  const sources = [
    ...readdirSync(join(ROOT, 'src'), {recursive: true, encoding: 'utf8'}).map(name =>
      join(ROOT, 'src', name),
    ),
    join(ROOT, 'tsup.config.ts'),
    join(ROOT, 'package.json'),
  ];
  if (oldest > Math.max(...sources.map(timeOf))) {
    return;
  }
  console.log('Building …');
  npm(['run', '--silent', 'build']);
}

/** Runs Node with these arguments; gives its exit code. Ctrl-C goes to the child, which ends in its own way. */
export function runNode(args) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, {stdio: 'inherit', cwd: ROOT});
    const wait = () => undefined;
    process.on('SIGINT', wait);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      resolve(signal === null ? (code ?? 1) : 130);
    });
  });
}

/** Seconds since the epoch at which a file was changed; long ago where there is none. */
function timeOf(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** Whether a package that package.json asks for is not installed: a touched but unchanged list is no reason to install. */
function isMissingAny() {
  const result = spawnSync(npmCommand, ['ls', '--depth=0', '--json'], {
    cwd: ROOT,
    shell: isWindows,
    stdio: 'ignore',
  });
  return result.status !== 0;
}

const isWindows = process.platform === 'win32';
const npmCommand = isWindows ? 'npm.cmd' : 'npm';

function npm(args) {
  const result = spawnSync(npmCommand, args, {
    cwd: ROOT,
    shell: isWindows,
    stdio: ['inherit', 'inherit', 'inherit'],
  });
  if (result.status !== 0) {
    console.error(`\nnpm ${args.join(' ')} failed (exit code ${result.status ?? 'none'}).`);
    process.exit(result.status ?? 1);
  }
}
